// How far a value may be trusted, as a word, a shape and a colour: never by colour alone.

import { element, setAttribute, setText, shape } from "./dom.js";
import { words } from "./names.js";

const outlines = {
  good: "M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",
  uncertain: "M5 .8 9.6 9H.4z",
  bad: "M1.2 2.6 2.6 1.2 5 3.6 7.4 1.2 8.8 2.6 6.4 5 8.8 7.4 7.4 8.8 5 6.4 2.6 8.8 1.2 7.4 3.6 5z",
  simulated: "M5 .4 9.6 5 5 9.6.4 5zM5 2.7 2.7 5 5 7.3 7.3 5z",
  substituted: "M1 1h8v8H1zM5 2.6v4.8h2.4V2.6z",
};

/** The quality as one short text: "bad: no answer". */
export function qualityText(quality, reason) {
  const why = words(reason);
  return why === "" || why === "none" ? words(quality) : `${words(quality)}: ${why}`;
}

/** A badge; update({ q, r }) changes it. */
export function createBadge() {
  const path = shape("path", { d: outlines.good });
  const mark = shape("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" }, path);
  const text = element("span");
  const root = element("span", { class: "badge" }, mark, text);
  return {
    root,
    update({ q, r }) {
      const quality = words(q);
      const label = qualityText(q, r);
      setAttribute(root, "data-quality", quality);
      setAttribute(root, "title", label);
      setAttribute(path, "d", outlines[quality] ?? outlines.uncertain);
      setText(text, label);
    },
  };
}
