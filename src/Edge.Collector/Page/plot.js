// Draws one channel over time as SVG: the band from lowest to highest, the line of means, what was bad, what is missing.

import { setAttribute, setText, shape } from "./dom.js";
import { decimal, isSwitch, scaleOf } from "./numbers.js";
import { day, clock, minute } from "./times.js";
import { timeAxis, valueAxis } from "./scale.js";
import { badStretches, doubtfulStretches, runs, valueRange } from "./series.js";

const small = { left: 48, right: 6, top: 6, bottom: 16, perValueTick: 26, perTimeTick: 70 };
const large = { left: 52, right: 12, top: 24, bottom: 22, perValueTick: 44, perTimeTick: 92, namesUnit: true };

/** A plot that fills its element; draw(series) redraws it, mark(point) shows a cursor, timeAt(clientX) reads the pointer. */
export function createPlot(isLarge = false) {
  const room = isLarge ? large : small;
  const layers = Object.fromEntries(["grid", "gaps", "bad", "band", "line", "doubt", "labels", "cursor"]
    .map((name) => [name, shape("g", { class: name })]));
  const root = shape("svg", { class: "plot", role: "img", preserveAspectRatio: "none" }, ...Object.values(layers));
  let frame = null;
  let drawn = null;

  function draw(series) {
    drawn = series;
    const box = root.getBoundingClientRect();
    if (box.width < 40 || box.height < 30) { return; }
    frame = frameOf(series, box.width, box.height, room);
    setAttribute(root, "viewBox", `0 0 ${frame.width} ${frame.height}`);
    fill(layers.grid, gridLines(frame));
    fill(layers.labels, tickLabels(frame));
    fill(layers.gaps, series.gaps.map((stretch) => bandOf(frame, stretch, "gap")));
    fill(layers.bad, badStretches(series).map((stretch) => bandOf(frame, stretch, "stretch")));
    fill(layers.doubt, doubtfulStretches(series).map((stretch) => ribbonOf(frame, stretch)));
    drawRuns(layers, frame, runs(series), isSwitch(series.unit));
    layers.cursor.replaceChildren();
  }

  const resized = new ResizeObserver(() => { if (drawn !== null) { draw(drawn); } });
  resized.observe(root);

  return {
    root,
    draw,
    describe(text) { setAttribute(root, "aria-label", text); },
    mark(point) { layers.cursor.replaceChildren(...(frame === null || point === null ? [] : cursorAt(frame, point))); },
    timeAt(clientX) { return frame === null ? null : frame.timeAt(clientX - root.getBoundingClientRect().left); },
    close() { resized.disconnect(); },
  };
}

function frameOf(series, width, height, room) {
  const plain = valueRange(series);
  const scale = scaleOf(series.symbol, Math.max(Math.abs(plain.low), Math.abs(plain.high)));
  const [right, bottom] = [width - room.right, height - room.bottom];
  const values = isSwitch(series.unit)
    ? { bottom: -0.15, top: 1.15, ticks: [0, 1], digits: 0 }
    : valueAxis(plain.low / scale.factor, plain.high / scale.factor, ticksIn(bottom - room.top, room.perValueTick));
  const times = timeAxis(series.from, series.to, ticksIn(right - room.left, room.perTimeTick));
  const perMs = (right - room.left) / (series.to - series.from);
  const perValue = (bottom - room.top) / (values.top - values.bottom);
  return {
    width, height, axisName: room.namesUnit ? scale.symbol : "", left: room.left, right, top: room.top, bottom, values, times, unit: series.unit,
    x: (unixMs) => Math.min(right, Math.max(room.left, room.left + (unixMs - series.from) * perMs)),
    y: (value) => bottom - (value / scale.factor - values.bottom) * perValue,
    yOfTick: (tick) => bottom - (tick - values.bottom) * perValue,
    timeAt: (x) => series.from + (Math.min(right, Math.max(room.left, x)) - room.left) / perMs,
  };
}

function ticksIn(length, perTick) { return Math.max(1, Math.floor(length / perTick)); }

/** Reuses the elements of a layer where it can: a plot is redrawn many times a minute. */
function fill(layer, wanted) {
  wanted.forEach(({ name, text, ...attributes }, index) => {
    let node = layer.children[index];
    if (node?.localName !== name) {
      const fresh = shape(name);
      if (node === undefined) { layer.append(fresh); } else { node.replaceWith(fresh); }
      node = fresh;
    }
    for (const [key, value] of Object.entries(attributes)) { setAttribute(node, key, value); }
    if (text !== undefined) { setText(node, text); }
  });
  while (layer.children.length > wanted.length) { layer.lastChild.remove(); }
}

const fixed = (number) => number.toFixed(1);

function visibleTicks(frame) {
  return frame.values.ticks.filter((tick) => tick >= frame.values.bottom - 1e-9 && tick <= frame.values.top + 1e-9);
}

function gridLines(frame) {
  return visibleTicks(frame).map((tick) => {
    const y = fixed(Math.round(frame.yOfTick(tick)) + 0.5);
    return { name: "line", x1: frame.left, x2: frame.right, y1: y, y2: y };
  });
}

function tickLabels(frame) {
  const valueText = (tick) => (isSwitch(frame.unit) ? (tick === 1 ? "on" : "off") : decimal(tick, frame.values.digits));
  const values = visibleTicks(frame).map((tick) => ({
    name: "text", class: "value-tick", text: valueText(tick),
    x: frame.left - 5, y: fixed(Math.min(frame.bottom, frame.yOfTick(tick) + 3.5)),
  }));
  const times = frame.times.at.map((tick) => ({
    name: "text", class: "time-tick", y: frame.height - 3, text: timeText(tick, frame.times.step),
    x: fixed(Math.min(frame.right - 14, Math.max(frame.left + 12, frame.x(tick)))),
  }));
  const name = frame.axisName === "" ? []
    : [{ name: "text", class: "value-tick", text: frame.axisName, x: frame.left - 5, y: frame.top - 11 }];
  return [...values, ...times, ...name];
}

function timeText(tick, step) {
  if (step < 60000) { return clock(tick); }
  return minute(tick) === "00:00" ? day(tick) : minute(tick);
}

function bandOf(frame, [from, to], kind) {
  const x = frame.x(from);
  return {
    name: "rect", class: kind, x: fixed(x), y: frame.top, height: fixed(frame.bottom - frame.top),
    width: fixed(Math.max(2, frame.x(to) - x)), fill: kind === "stretch" ? "url(#hatch)" : null,
  };
}

function ribbonOf(frame, { from, to, quality }) {
  const x = frame.x(from);
  return {
    name: "rect", fill: `url(#dots-${quality})`, x: fixed(x), y: fixed(frame.bottom - 4), height: 4,
    width: fixed(Math.max(3, frame.x(to) - x)),
  };
}

function drawRuns(layers, frame, pieces, inSteps) {
  const at = (point, value) => `${fixed(frame.x(point.t))} ${fixed(frame.y(value))}`;
  const line = pieces.map((run) => run.map((point, index) => {
    if (index === 0) { return `M${at(point, point.mean)}${run.length === 1 ? "h.01" : ""}`; }
    return inSteps ? `H${fixed(frame.x(point.t))}V${fixed(frame.y(point.mean))}` : `L${at(point, point.mean)}`;
  }).join("")).join("");
  const band = inSteps ? "" : pieces.filter((run) => run.length > 1).map((run) =>
    `M${run.map((point) => at(point, point.max)).join("L")}L${run.toReversed().map((point) => at(point, point.min)).join("L")}Z`).join("");
  fill(layers.band, [{ name: "path", d: band }]);
  const end = pieces.at(-1)?.at(-1);
  fill(layers.line, [{ name: "path", d: line },
    ...(end === undefined ? [] : [{ name: "circle", cx: fixed(frame.x(end.t)), cy: fixed(frame.y(end.mean)), r: 2.4 }])]);
}

function cursorAt(frame, point) {
  const x = fixed(frame.x(point.t));
  const rule = shape("line", { x1: x, x2: x, y1: frame.top, y2: frame.bottom });
  return point.mean === null ? [rule] : [rule, shape("circle", { cx: x, cy: fixed(frame.y(point.mean)), r: 3.5 })];
}
