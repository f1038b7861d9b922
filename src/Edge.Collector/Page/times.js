// How times are written: the viewer's zone on the page, UTC in the title, ages by the collector's clock.

import { element, setAttribute, setText } from "./dom.js";

let offset = 0;

/** The collector's clock is the reference: a phone's own clock may be wrong. */
export function setClock(collectorUnixMs) { offset = collectorUnixMs - Date.now(); }

export function now() { return Date.now() + offset; }

const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minuteFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export function clock(unixMs) { return clockFormat.format(unixMs); }

export function minute(unixMs) { return minuteFormat.format(unixMs); }

export function day(unixMs) { return dayFormat.format(unixMs); }

/** The day is named only where it is not today. */
export function clockOrDay(unixMs) {
  return day(unixMs) === day(now()) ? clock(unixMs) : `${day(unixMs)} ${minute(unixMs)}`;
}

export function utc(unixMs) {
  return `${new Date(unixMs).toISOString().replace("T", " ").replace(/\.000Z$|Z$/, "")} UTC`;
}

const steps = [[86400000, "d"], [3600000, "h"], [60000, "min"], [1000, "s"]];

/** 94000 → "94 s"; 185000 → "3 min". */
export function span(milliseconds) {
  const [size, name] = steps.find(([ms]) => milliseconds >= 2 * ms) ?? steps.at(-1);
  return `${Math.floor(milliseconds / size)}\u00a0${name}`;
}

export function ago(unixMs) {
  const age = now() - unixMs;
  if (age < -5000) { return `${span(-age)} ahead`; }
  return age < 2000 ? "just now" : `${span(age)} ago`;
}

/** A time element that shows a time of day. */
export function clockTime(unixMs) { return setClockTime(element("time"), unixMs); }

export function setClockTime(node, unixMs) {
  setText(node, clockOrDay(unixMs));
  return stamp(node, unixMs);
}

/** A time element that shows an age and is kept right by tickAges. */
export function ageTime(unixMs) { return setAgeTime(element("time"), unixMs); }

export function setAgeTime(node, unixMs) {
  setAttribute(node, "data-since", unixMs);
  setText(node, ago(unixMs));
  return stamp(node, unixMs);
}

export function tickAges() {
  for (const node of document.querySelectorAll("time[data-since]")) { setText(node, ago(Number(node.dataset.since))); }
}

function stamp(node, unixMs) {
  setAttribute(node, "datetime", new Date(unixMs).toISOString());
  setAttribute(node, "title", utc(unixMs));
  return node;
}
