// What the marks of a plot mean; only those that it shows.

import { element, follow, setText, shape } from "./dom.js";
import { badStretches, doubtfulStretches } from "./series.js";

const meanings = {
  line: "mean",
  band: "lowest to highest",
  stretch: "bad: no usable value",
  gap: "gap: records missing or nothing sampled",
  uncertain: "uncertain",
  substituted: "substituted",
};

export function createLegend() {
  const root = element("ul", { class: "legend" });
  return { root, update(series) { follow(root, marksOf(series), (mark) => mark, createMark); } };
}

function marksOf(series) {
  const doubtful = doubtfulStretches(series).map(({ quality }) => quality);
  const shown = {
    line: series.points.some(({ mean }) => mean !== null),
    band: series.points.some(({ min, max }) => max > min),
    stretch: badStretches(series).length > 0,
    gap: series.gaps.length > 0,
    uncertain: doubtful.includes("uncertain"),
    substituted: doubtful.includes("substituted"),
  };
  return Object.keys(meanings).filter((mark) => shown[mark]);
}

function createMark(mark) {
  const text = element("span");
  const swatch = shape("svg", { viewBox: "0 0 22 12", width: 22, height: 12, "aria-hidden": "true", class: "plot-mark" }, drawingOf(mark));
  return { root: element("li", {}, swatch, text), update() { setText(text, meanings[mark]); } };
}

function drawingOf(mark) {
  switch (mark) {
    case "line": return shape("path", { class: mark, d: "M1 6H21" });
    case "stretch": return shape("rect", { width: 22, height: 12, fill: "url(#hatch)" });
    case "uncertain":
    case "substituted": return shape("rect", { y: 4, width: 22, height: 4, fill: `url(#dots-${mark})` });
    default: return shape("rect", { class: mark, x: 0.5, y: 0.5, width: 21, height: 11 });
  }
}
