// One channel as a tile: name, value, quality, and a plot of the last minutes.

import { createQueue, readPoints } from "./api.js";
import { element, setAttribute, setText } from "./dom.js";
import { partsOf, words } from "./names.js";
import { measured, measuredText } from "./numbers.js";
import { createPlot } from "./plot.js";
import { createBadge } from "./quality.js";
import { moved, nearest, seriesOf, valueRange } from "./series.js";
import { ageTime, clock, now, setAgeTime, utc } from "./times.js";
import { tileWindow } from "./window.js";

const pointsPerTile = 160;
const oldAfterMs = 45000;
const enqueue = createQueue();

const visibility = new IntersectionObserver((entries) => {
  for (const entry of entries) { entry.target.dispatchEvent(new CustomEvent("seen", { detail: entry.isIntersecting })); }
}, { rootMargin: "200px" });

/** A tile; device() answers the device as the overview knows it. */
export function createTile(device, openZoom) {
  const open = element("button", { type: "button", class: "open", click: () => openZoom(device(), channel) });
  const badge = createBadge();
  const figure = element("span", { class: "figure" });
  const symbol = element("span", { class: "symbol" });
  const when = element("span", { class: "when" });
  const age = ageTime(0);
  const plot = createPlot();
  const note = element("p", { class: "note", hidden: true });
  const root = element("article", { class: "tile", seen: ({ detail }) => see(detail) },
    element("h4", {}, open), element("p", { class: "value" }, figure, symbol, when, age), badge.root, plot.root, note);
  let channel = null;
  let series = null;
  let drawnCount = -1;
  let isSeen = false;
  let isBusy = false;

  function see(visible) {
    isSeen = visible;
    if (visible) { refresh(); }
  }

  function update(fresh) {
    channel = fresh;
    const [, name] = partsOf(channel.channel);
    setText(open, words(name).replaceAll(".", " "));
    setAttribute(open, "title", `${channel.channel} (stream ${channel.stream})`);
    setAttribute(root, "data-quality", words(channel.last.q));
    badge.update(channel.last);
    setAgeTime(age, channel.last.t);
    show(null);
  }

  /** The value and the axis of the plot beside it are read in the same unit. */
  function largest() {
    if (series === null || series.points.length === 0) { return channel.last.v ?? 0; }
    const { low, high } = valueRange(series);
    return Math.max(Math.abs(low), Math.abs(high));
  }

  /** Shows a point under the pointer, or the newest value. */
  function show(point) {
    const value = point === null ? channel.last.v : point.mean;
    const text = value === null ? { figure: "–", symbol: "" } : measured(value, channel.symbol, channel.unit, largest());
    setText(figure, text.figure);
    setText(symbol, text.symbol);
    setText(when, point === null ? "" : clock(point.t));
    setAttribute(when, "title", point === null ? null : utc(point.t));
    setAttribute(age, "hidden", point !== null || Math.abs(now() - channel.last.t) < oldAfterMs);
    plot.mark(point);
  }

  async function refresh() {
    if (!isSeen || isBusy || channel === null || channel.count === drawnCount) { return; }
    isBusy = true;
    const asked = channel;
    const { from, to } = tileWindow(asked.last.t, device().firstSeenUnixMs);
    try {
      const answer = await enqueue(() => readPoints(device().device, asked.channel, { from, to, max: pointsPerTile })
        .catch((problem) => ({ problem })));
      take(answer, asked);
    } finally { isBusy = false; }
  }

  function take(answer, asked) {
    setAttribute(note, "hidden", answer.problem === undefined);
    if (answer.problem !== undefined) { setText(note, `No plot: ${answer.problem.message}.`); return; }
    drawnCount = asked.count;
    const { from, to } = tileWindow(asked.last.t, device().firstSeenUnixMs);
    series = moved(seriesOf(answer, from, to), { from, to });
    plot.draw(series);
    plot.describe(describe(asked, series));
    if (!root.matches(":hover")) { show(null); }
  }

  function slide() {
    if (series === null || !isSeen || root.matches(":hover")) { return; }
    series = moved(series, tileWindow(channel.last.t, device().firstSeenUnixMs));
    plot.draw(series);
    setAttribute(age, "hidden", Math.abs(now() - channel.last.t) < oldAfterMs);
  }

  root.addEventListener("pointermove", ({ clientX, pointerType }) => {
    const time = plot.timeAt(clientX);
    if (pointerType === "mouse" && series !== null && time !== null) { show(nearest(series, time)); }
  });
  root.addEventListener("pointerleave", () => show(null));
  visibility.observe(root);
  return { root, update, refresh, slide, close() { visibility.unobserve(root); plot.close(); } };
}

function describe(channel, series) {
  const { low, high } = valueRange(series);
  const text = (value) => measuredText(value, channel.symbol, channel.unit);
  const usable = series.points.some((point) => point.mean !== null);
  const breaks = series.gaps.length > 0 ? ` Gaps: ${series.gaps.length}.` : "";
  return usable ? `Plot of ${channel.channel}: between ${text(low)} and ${text(high)}.${breaks}`
    : `Plot of ${channel.channel}: no usable value.${breaks}`;
}
