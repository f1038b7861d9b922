// Puts the page together: asks the collector when something was stored, and lets each part show what changed.

import { readOverview } from "./api.js";
import { createDevice } from "./device.js";
import { element, follow, setAttribute, setText } from "./dom.js";
import { createGate, startLive } from "./live.js";
import { clock, setClock, tickAges } from "./times.js";
import { showTotals } from "./totals.js";
import { createZoom } from "./zoom.js";

const refreshMs = 1000;
const slideMs = 5000;
const unfoldedAtFirst = 2;

const main = document.getElementById("devices");
const live = document.getElementById("live");
const liveText = document.getElementById("live-text");
const failure = document.getElementById("failure");
const empty = element("p", { class: "empty welcome" },
  "No device has delivered yet. A gateway appears here with its first record: start one with an enrolled identity, " +
  "and let its site file name this collector under uplink.");
const zoom = createZoom();
const texts = { live: "Live", polling: "Reconnecting", paused: "Paused", silent: "No answer" };
let views = new Map();
let way = "polling";
let isSilent = false;
let answered = "the start";

function report(fresh) {
  way = fresh;
  showState();
}

function showState() {
  const state = isSilent && way !== "paused" ? "silent" : way;
  setAttribute(live, "data-state", state);
  setText(liveText, texts[state]);
}

async function refresh() {
  try {
    const overview = await readOverview();
    setClock(overview.collector.nowUnixMs);
    showTotals(overview);
    showDevices(overview.devices);
    [isSilent, answered] = [false, clock(Date.now())];
    showState();
    setAttribute(failure, "hidden", true);
    await Promise.all([...views.values()].map((view) => view.refresh?.()));
  } catch (problem) {
    isSilent = true;
    showState();
    setText(failure, `The collector does not answer (${problem.message}). What you see is as of ${answered}; ` +
      "the page goes on asking every 5 seconds.");
    setAttribute(failure, "hidden", false);
  }
}

function showDevices(devices) {
  const items = devices.length === 0 ? [null] : devices;
  views = follow(main, items, (device) => device?.device ?? "empty",
    (device) => (device === null ? { root: empty, update() {} } : createDevice(views.size < unfoldedAtFirst, zoom)));
}

startLive(createGate(refresh, refreshMs), report);
setInterval(() => { if (!document.hidden) { tickAges(); } }, 1000);
setInterval(() => {
  if (!document.hidden) { for (const view of views.values()) { view.slide?.(); } }
}, slideMs);
