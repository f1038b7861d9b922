// One channel enlarged: a dialog with ranges, a read-out by pointer or arrow keys, and the figures in words.

import { readPoints } from "./api.js";
import { element, setAttribute, setText } from "./dom.js";
import { counted, decimal, measuredText } from "./numbers.js";
import { createLegend } from "./legend.js";
import { createPlot } from "./plot.js";
import { createBadge, qualityText } from "./quality.js";
import { nearest, seriesOf, valueRange } from "./series.js";
import { clockTime } from "./times.js";
import { endOf } from "./window.js";

const ranges = [["1 min", 60000], ["10 min", 600000], ["1 h", 3600000], ["24 h", 86400000]];
const mostPoints = 600;

/** The dialog; open(device, channel) shows it, refresh(channels) keeps it live. */
export function createZoom() {
  const title = element("h2", { id: "zoom-title" });
  const origin = element("p", { class: "origin" });
  const badge = createBadge();
  const readout = element("p", { class: "readout" });
  const plot = createPlot(true);
  const legend = createLegend();
  const facts = element("dl", { class: "facts" });
  const buttons = ranges.map(([name, ms]) => element("button", { type: "button", click: () => choose(ms) }, name));
  const stage = element("div", { class: "stage", tabindex: "0", "aria-label": "Plot; arrow keys move the read-out" }, plot.root);
  const root = element("dialog", { class: "zoom", "aria-labelledby": "zoom-title", close: () => { channel = null; } },
    element("header", {}, element("div", {}, title, origin), badge.root,
      element("button", { type: "button", class: "close", "aria-label": "Close", click: () => root.close() }, "✕")),
    element("div", { class: "tools" }, readout, element("div", { class: "ranges", role: "group", "aria-label": "Time range" }, ...buttons)),
    stage, legend.root, facts);
  let device = null;
  let channel = null;
  let series = null;
  let windowMs = ranges[1][1];
  let chosen = null;
  let asked = 0;

  function open(ofDevice, ofChannel) {
    [device, channel, series, chosen] = [ofDevice, ofChannel, null, null];
    setText(title, channel.channel);
    setText(origin, `${device.name || device.device.slice(0, 8)} · stream ${channel.stream}`);
    facts.replaceChildren();
    document.body.append(root);
    root.showModal();
    stage.focus({ preventScroll: true });
    show(null);
    load();
  }

  function choose(ms) {
    windowMs = ms;
    chosen = null;
    load();
  }

  async function load() {
    buttons.forEach((button, index) => setAttribute(button, "aria-pressed", String(ranges[index][1] === windowMs)));
    badge.update(channel.last);
    const [turn, to] = [++asked, endOf(channel.last.t, windowMs)];
    try {
      const answer = await readPoints(device.device, channel.channel, { from: to - windowMs, to, max: mostPoints });
      if (turn !== asked || channel === null) { return; }
      series = seriesOf(answer, to - windowMs, to);
      plot.draw(series);
      plot.describe(`${channel.channel} over ${ranges.find(([, ms]) => ms === windowMs)[0]}`);
      legend.update(series);
      facts.replaceChildren(...factsOf(series, channel));
      show(chosen === null ? null : nearest(series, chosen));
    } catch (problem) {
      if (turn === asked) { setText(readout, `No plot: ${problem.message}.`); }
    }
  }

  function show(point) {
    const at = point ?? { t: channel.last.t, mean: channel.last.v, q: channel.last.q, r: channel.last.r };
    const value = at.mean === null ? "no usable value" : measuredText(at.mean, channel.symbol, channel.unit);
    const wide = point !== null && point.mean !== null && point.max > point.min
      ? ` (${measuredText(point.min, channel.symbol, channel.unit)} to ${measuredText(point.max, channel.symbol, channel.unit)})` : "";
    const parts = [element("strong", {}, value), `${wide} `, clockTime(at.t), ` ${qualityText(at.q, at.r)}`];
    // Spoken when a person moves the cursor, not with every new reading.
    setAttribute(readout, "aria-live", point === null ? "off" : "polite");
    if (readout.textContent !== parts.map((part) => part.textContent ?? part).join("")) { readout.replaceChildren(...parts); }
    plot.mark(point);
  }

  function point(time) {
    chosen = time;
    show(time === null || series === null ? null : nearest(series, time));
  }

  stage.addEventListener("pointermove", ({ clientX }) => point(plot.timeAt(clientX)));
  stage.addEventListener("pointerdown", ({ clientX }) => point(plot.timeAt(clientX)));
  stage.addEventListener("pointerleave", ({ pointerType }) => { if (pointerType === "mouse" && channel !== null) { point(null); } });
  stage.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
    if (move === undefined || series === null || series.points.length === 0) { return; }
    event.preventDefault();
    const last = series.points.length - 1;
    const from = chosen === null ? last : series.points.indexOf(nearest(series, chosen));
    point(series.points[Math.min(last, Math.max(0, from + move))].t);
  });
  root.addEventListener("click", (event) => { if (event.target === root) { root.close(); } });

  return {
    open,
    refresh(ofDevice, channels) {
      if (channel === null || ofDevice !== device.device) { return; }
      const fresh = channels.find((other) => other.channel === channel.channel && other.stream === channel.stream);
      if (fresh !== undefined) { channel = fresh; load(); }
    },
  };
}

function factsOf(series, channel) {
  const usable = series.points.filter((point) => point.mean !== null);
  const text = (value) => (usable.length === 0 ? "–" : measuredText(value, channel.symbol, channel.unit));
  const { low, high } = valueRange(series);
  const mean = usable.reduce((sum, point) => sum + point.mean, 0) / usable.length;
  const rows = [
    ["Lowest", text(low)], ["Mean", text(mean)], ["Highest", text(high)],
    ["In this range", series.points.length === 0 ? "no readings" : counted(series.gaps.length, "gap")],
    ["Since the start", `${decimal(channel.usable)} usable, ${decimal(channel.bad)} bad`],
  ];
  return rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
}
