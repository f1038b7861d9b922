// The streams of a device: how far the chain reaches, what is missing from it, what the gateway says it dropped.

import { element, follow, setAttribute, setText, shape } from "./dom.js";
import { bytes, counted, decimal } from "./numbers.js";
import { createCells, createHead } from "./table.js";
import { setAgeTime } from "./times.js";

const columns = ["Stream", "Sequence", "Readings", "Gaps", "Dropped", "Size", "Last receipt"];
const mostRanges = 4;

/** The section; update(streams) shows them. */
export function createStreams() {
  const body = element("tbody", { role: "rowgroup" });
  const head = createHead(columns);
  const table = element("table", { role: "table", class: "streams-table" }, element("thead", { role: "rowgroup" }, head), body);
  const empty = element("p", { class: "empty" }, "This device has not sent a record yet.");
  const root = element("section", { class: "streams panel" }, element("h3", {}, "Streams"), empty, table);
  return {
    root,
    update(streams) {
      setAttribute(empty, "hidden", streams.length > 0);
      setAttribute(table, "hidden", streams.length === 0);
      follow(body, streams, ({ stream }) => stream, createRow);
    },
  };
}

/** How many sequence numbers a list of ranges holds. */
export function missingIn(ranges) { return ranges.reduce((sum, [from, to]) => sum + (to - from + 1), 0); }

/** "none", or "3 missing: 17, 20 to 21". */
export function gapsInWords(ranges) {
  if (ranges.length === 0) { return "none"; }
  const named = ranges.slice(0, mostRanges).map(([from, to]) => (from === to ? decimal(from) : `${decimal(from)} to ${decimal(to)}`));
  const rest = ranges.length > mostRanges ? ` and ${counted(ranges.length - mostRanges, "more range")}` : "";
  return `${decimal(missingIn(ranges))} missing: ${named.join(", ")}${rest}`;
}

function createRow() {
  const cells = createCells(columns);
  const [name, sequence, readings, gaps, dropped, size, receipt] = cells;
  const [title, opened] = [element("span", { class: "stream-name" }), element("small")];
  name.append(title, opened);
  const chain = createChain();
  const sequenceText = element("span");
  sequence.append(sequenceText, chain.root);
  const [readingText, eventText] = [element("span"), element("small")];
  readings.append(readingText, eventText);
  const [sizeText, perReading] = [element("span"), element("small")];
  size.append(sizeText, perReading);
  const time = element("time");
  receipt.append(time);
  return {
    root: element("tr", { role: "row" }, ...cells),
    update(stream) {
      setText(title, stream.stream);
      setText(opened, stream.opened ? "opened here" : "kept sealed");
      setText(sequenceText, `${decimal(stream.firstSequence)} to ${decimal(stream.lastSequence)}`);
      chain.update(stream);
      setText(readingText, decimal(stream.readings));
      setText(eventText, stream.events > 0 ? counted(stream.events, "event") : "");
      setText(gaps, gapsInWords(stream.missing));
      setAttribute(gaps, "data-state", stream.missing.length > 0 ? "bad" : null);
      setText(dropped, droppedInWords(stream));
      setAttribute(dropped, "data-state", stream.dropped > 0 ? "doubt" : null);
      setText(sizeText, bytes(stream.bytes));
      setText(perReading, stream.readings > 0 ? `${decimal(stream.bytes / stream.readings, 1)} B each` : "");
      setAgeTime(time, stream.lastReceivedUnixMs);
    },
  };
}

function droppedInWords({ dropped, tombstones }) {
  if (tombstones === 0 && dropped === 0) { return "none"; }
  return `${decimal(dropped)}, told by ${counted(tombstones, "tombstone")}`;
}

/** The chain as a bar from the first to the last sequence, with what is missing struck out. */
function createChain() {
  const missing = shape("g", { class: "missing" });
  const root = shape("svg", { class: "chain", viewBox: "0 0 1000 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("rect", { class: "whole", width: 1000, height: 6 }), missing);
  return {
    root,
    update({ firstSequence, lastSequence, missing: ranges }) {
      const start = Math.min(1, firstSequence);
      const perNumber = 1000 / Math.max(1, lastSequence - start + 1);
      missing.replaceChildren(...ranges.map(([from, to]) => shape("rect", {
        x: (from - start) * perNumber, width: Math.max(8, (to - from + 1) * perNumber), height: 6,
      })));
    },
  };
}
