// The newest records as they came in: what they were, how large, their hash, and what the receipt said.

import { element, follow, setAttribute, setText } from "./dom.js";
import { createCells, createHead } from "./table.js";
import { words } from "./names.js";
import { bytes, counted, decimal } from "./numbers.js";
import { setClockTime } from "./times.js";

const columns = ["Received", "Record", "Contents", "Size", "Hash", "Receipt"];
const shownAtFirst = 14;
const hashDigits = 8;
const copiedMs = 1500;

/** The section, hidden until it is known what there is; update(records) shows them, newest first. */
export function createRecords() {
  const body = element("tbody", { role: "rowgroup" });
  const head = createHead(columns);
  const table = element("table", { role: "table", class: "records-table" }, element("thead", { role: "rowgroup" }, head), body);
  const empty = element("p", { class: "empty" }, "No record has arrived yet.");
  const more = element("button", { type: "button", class: "more", click: turn });
  const root = element("section", { class: "records panel", hidden: true }, element("h3", {}, "Records and receipts"), empty, table, more);
  let records = [];
  let all = false;

  function update(fresh) {
    records = fresh;
    setAttribute(root, "hidden", false);
    setAttribute(empty, "hidden", records.length > 0);
    setAttribute(table, "hidden", records.length === 0);
    setAttribute(more, "hidden", records.length <= shownAtFirst);
    setText(more, all ? "Show fewer" : `Show all ${decimal(records.length)}`);
    follow(body, all ? records : records.slice(0, shownAtFirst), keyOf, createRow);
  }

  function turn() {
    all = !all;
    update(records);
  }

  return { root, update };
}

function keyOf({ stream, sequence, hash }) { return `${stream} ${sequence} ${hash}`; }

function createRow(record) {
  const cells = createCells(columns);
  const [received, identity, contents, size, hash, receipt] = cells;
  const time = element("time");
  received.append(time);
  const kind = element("span", { class: "kind" });
  const place = element("span", { class: "place" });
  identity.append(kind, place);
  hash.append(createHash(record.hash));
  const verdict = element("span", { class: "verdict-word" });
  receipt.append(verdict);
  return {
    root: element("tr", { role: "row" }, ...cells),
    update(fresh) {
      setClockTime(time, fresh.receivedUnixMs);
      setText(kind, words(fresh.kind));
      setAttribute(kind, "data-kind", words(fresh.kind));
      setText(place, `${fresh.stream} ${decimal(fresh.sequence)}`);
      setText(contents, contentsOf(fresh));
      setText(size, bytes(fresh.bytes));
      setText(verdict, words(fresh.verdict));
      setAttribute(verdict, "data-state", stateOf(words(fresh.verdict)));
    },
  };
}

function contentsOf({ kind, readings, events }) {
  if (words(kind) === "epoch") { return "keys for its recipients"; }
  const parts = [[readings, "reading"], [events, "event"]].filter(([count]) => count > 0).map(([count, name]) => counted(count, name));
  const text = parts.length === 0 ? "empty" : parts.join(", ");
  return words(kind) === "tombstone" ? `${text} dropped` : text;
}

function stateOf(verdict) {
  if (/stored|kept/.test(verdict)) { return "good"; }
  return /quarantin|refus/.test(verdict) ? "bad" : "doubt";
}

function createHash(hash) {
  const text = element("code", {}, hash.slice(0, hashDigits));
  const button = element("button", { type: "button", class: "hash", title: `${hash} (click to copy)`, click: copy }, text);
  setAttribute(button, "aria-label", `Copy hash ${hash.slice(0, hashDigits)}`);
  async function copy() {
    // A browser may forbid the clipboard; then the whole hash is shown to be selected by hand.
    const done = await navigator.clipboard.writeText(hash).then(() => "copied", () => hash);
    setText(text, done);
    setAttribute(button, "data-whole", done === hash);
    if (done === "copied") { setTimeout(() => setText(text, hash.slice(0, hashDigits)), copiedMs); }
  }
  return button;
}
