// The head of the page: what the collector has, as one sentence that says first whether it is complete.

import { element, follow, setAttribute, setText } from "./dom.js";
import { bytes, counted, decimal } from "./numbers.js";
import { missingIn } from "./streams.js";

const sentence = document.getElementById("verdict");
const figures = document.getElementById("totals");
const name = document.getElementById("collector-name");

export function showTotals({ collector, totals, devices }) {
  setText(name, collector.name);
  setText(document.head.querySelector("title"), `${collector.name} · Edge collector`);
  const streams = devices.flatMap((device) => device.streams);
  const troubles = troublesOf(totals, streams);
  setAttribute(sentence, "data-state", totals.records === 0 ? "waiting" : troubles.length === 0 ? "good" : "doubt");
  const parts = totals.records === 0 ? ["Nothing has been delivered yet."]
    : [element("strong", {}, counted(totals.readings, "reading")), ` from ${counted(totals.devices, "device")}, all verified; `,
      troubles.length === 0 ? "0 missing, 0 refused." : `${troubles.join(", ")}.`];
  const text = parts.map((part) => part.textContent ?? part).join("");
  if (sentence.textContent !== text) { sentence.replaceChildren(...parts); }
  follow(figures, figuresOf(totals), ([label]) => label, createFigure);
}

function troublesOf(totals, streams) {
  const missing = streams.reduce((sum, stream) => sum + missingIn(stream.missing), 0);
  const dropped = streams.reduce((sum, stream) => sum + stream.dropped, 0);
  return [
    [missing, counted(missing, "record") + " missing"],
    [dropped, counted(dropped, "reading") + " dropped by a gateway"],
    [totals.refused, counted(totals.refused, "record") + " refused"],
    [totals.quarantined, counted(totals.quarantined, "record") + " in quarantine"],
  ].filter(([count]) => count > 0).map(([, text]) => text);
}

function figuresOf(totals) {
  const perReading = totals.readings > 0 ? `${decimal(totals.sealedBytes / totals.readings, 1)} B` : "–";
  return [
    ["Readings opened", decimal(totals.storedReadings)], ["Records", decimal(totals.records)], ["Batches", decimal(totals.batches)],
    ["Epochs", decimal(totals.epochs)], ["Tombstones", decimal(totals.tombstones)], ["Events", decimal(totals.events)],
    ["Receipts", decimal(totals.receipts)], ["Duplicates", decimal(totals.duplicates)], ["Sealed", bytes(totals.sealedBytes)],
    ["Per reading", perReading],
  ];
}

function createFigure([label]) {
  const value = element("dd");
  return { root: element("div", {}, element("dt", {}, label), value), update([, text]) { setText(value, text); } };
}
