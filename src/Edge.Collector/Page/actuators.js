// What the rules did: one lane per actuator with bars where it was on, and the same as a list.

import { element, follow, setAttribute, setText } from "./dom.js";
import { words } from "./names.js";
import { decimal } from "./numbers.js";
import { timeAxis } from "./scale.js";
import { clock, minute, now, setClockTime, utc } from "./times.js";

const shortestMs = 60000;
const longestMs = 3600000;
const shownAtFirst = 8;
const causes = {
  "rule": "rule", "no rule": "no rule asks for it", "start": "safe state at the start",
  "shutdown": "safe state at shutdown", "stale input": "safe state: input unknown or too old",
};

/** The section, hidden until it is known what there is; update(events) shows them. */
export function createActuators() {
  const lanes = element("div", { class: "lanes" });
  const axis = element("div", { class: "axis" });
  const axisLane = element("div", { class: "lane", "aria-hidden": "true" }, axis);
  const list = element("ol", { class: "actions" });
  const more = element("button", { type: "button", class: "more", click: () => { all = !all; update(events); } });
  const empty = element("p", { class: "empty" }, "No rule has switched anything yet.");
  const root = element("section", { class: "actuators panel", hidden: true }, element("h3", {}, "Rule actions"), empty, lanes, axisLane, list, more);
  let events = [];
  let all = false;

  function update(fresh) {
    events = fresh.toSorted((one, other) => other.t - one.t);
    setAttribute(root, "hidden", false);
    setAttribute(empty, "hidden", events.length > 0);
    setAttribute(axisLane, "hidden", events.length === 0);
    setAttribute(more, "hidden", events.length <= shownAtFirst);
    setText(more, all ? "Show fewer" : `Show all ${decimal(events.length)}`);
    follow(list, all ? events : events.slice(0, shownAtFirst), keyOf, createAction);
    slide();
  }

  function slide() {
    const to = events.length > 0 && now() - events[0].t > longestMs ? events[0].t + shortestMs : now();
    const oldest = events.at(-1)?.t ?? to;
    const from = Math.max(to - longestMs, Math.min(oldest, to - shortestMs));
    const perActuator = [...Map.groupBy(events, ({ actuator }) => actuator)].sort(([one], [other]) => (one < other ? -1 : 1));
    follow(lanes, perActuator.map(([name, ofOne]) => ({ name, from, to, bars: barsOf(ofOne, from, to) })), ({ name }) => name, createLane);
    follow(axis, perActuator.length === 0 ? [] : ticksOf(from, to), ({ at }) => at, createTick);
  }

  return { root, update, slide };
}

function keyOf({ t, actuator, on, cause }) { return `${t} ${actuator} ${on} ${cause}`; }

/** Bars of one actuator, from its events, newest first. */
function barsOf(events, from, to) {
  const bars = [];
  let end = to;
  for (const { t, on } of events) {
    if (on && end > from) { bars.push({ from: Math.max(t, from), to: end, since: t }); }
    end = t;
  }
  return bars.map((bar) => ({ ...bar, left: (bar.from - from) / (to - from), width: (bar.to - bar.from) / (to - from) }));
}

function createLane() {
  const name = element("span", { class: "lane-name" });
  const state = element("span", { class: "lane-state" });
  const track = element("div", { class: "track" });
  const root = element("div", { class: "lane" }, name, track, state);
  return {
    root,
    update({ name: actuator, bars, to }) {
      const isOn = bars.some((bar) => bar.to === to);
      setText(name, actuator);
      setAttribute(name, "title", actuator);
      setText(state, isOn ? "on" : "off");
      setAttribute(root, "data-on", String(isOn));
      follow(track, bars, ({ since }) => since, createBar);
    },
  };
}

function createBar() {
  const root = element("span", { class: "on-bar" });
  return {
    root,
    update({ left, width, from, to }) {
      root.style.setProperty("left", `${100 * left}%`);
      root.style.setProperty("width", `${100 * width}%`);
      setAttribute(root, "title", `on from ${clock(from)} to ${clock(to)}`);
    },
  };
}

function ticksOf(from, to) {
  const { at, step } = timeAxis(from, to, 4);
  return at.map((tick) => ({ at: tick, text: step < 60000 ? clock(tick) : minute(tick), left: (tick - from) / (to - from) }))
    .filter(({ left }) => left > 0.04 && left < 0.96);
}

function createTick() {
  const root = element("span");
  return {
    root,
    update({ text, left, at }) {
      setText(root, text);
      setAttribute(root, "title", utc(at));
      root.style.setProperty("left", `${100 * left}%`);
    },
  };
}

function createAction() {
  const time = element("time");
  const what = element("span", { class: "what" });
  const why = element("span", { class: "why" });
  const root = element("li", {}, time, what, why);
  return {
    root,
    update({ t, actuator, on, cause, rule }) {
      setClockTime(time, t);
      setAttribute(root, "data-on", String(on));
      setText(what, `${actuator} ${on ? "on" : "off"}`);
      const reason = causes[words(cause)] ?? words(cause);
      setText(why, rule ? `${reason === "rule" ? "rule" : `${reason};`} ${rule}` : reason);
    },
  };
}
