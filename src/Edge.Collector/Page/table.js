// Tables keep their roles when a narrow page lays them out as blocks, so each part names its role itself.

import { element } from "./dom.js";

/** The head row. */
export function createHead(columns) {
  return element("tr", { role: "row" }, ...columns.map((name) => element("th", { scope: "col", role: "columnheader" }, name)));
}

/** The cells of one row; the first one names the row, each one knows its column for the narrow layout. */
export function createCells(columns) {
  return columns.map((name, index) => (index === 0
    ? element("th", { role: "rowheader", scope: "row", "data-label": name })
    : element("td", { role: "cell", "data-label": name })));
}
