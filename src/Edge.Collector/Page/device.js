// One device: who it is and when it was last heard, then its channels, rule actions, streams and records.

import { readChannels, readEvents, readRecords } from "./api.js";
import { createActuators } from "./actuators.js";
import { createChannels } from "./channels.js";
import { element, setAttribute, setText } from "./dom.js";
import { createRecords } from "./records.js";
import { createStreams } from "./streams.js";
import { setAgeTime, setClockTime } from "./times.js";

/** A card; update(device) takes the overview's facts, refresh() asks for the rest while it is unfolded. */
export function createDevice(isOpen, zoom) {
  const name = element("span", { class: "device-name" });
  const identity = element("code");
  const boot = element("code");
  const [seen, first] = [element("time"), element("time")];
  const failure = element("p", { class: "failure", role: "alert", hidden: true });
  let device = null;
  let shown = "";
  let isBusy = false;
  const channels = createChannels((...chosen) => zoom.open(...chosen));
  const [actuators, streams, records] = [createActuators(), createStreams(), createRecords()];
  const aside = element("div", { class: "aside" }, streams.root, actuators.root);
  const root = element("details", { class: "device", open: isOpen, toggle: () => { shown = ""; refresh(); } },
    element("summary", {}, element("h2", {}, name), element("p", { class: "heard" }, "last heard ", seen)),
    element("p", { class: "identity" }, "device ", identity,
      element("span", {}, "boot ", boot), element("span", {}, "first heard ", first)),
    failure, channels.root, element("div", { class: "columns" }, aside, records.root));

  function update(fresh) {
    device = fresh;
    setText(name, device.name || "Unnamed device");
    setText(identity, device.device);
    setText(boot, String(device.bootId ?? "").slice(0, 8) || "–");
    setAttribute(boot, "title", device.bootId);
    setAgeTime(seen, device.lastSeenUnixMs);
    setClockTime(first, device.firstSeenUnixMs);
    streams.update(device.streams);
  }

  async function refresh() {
    const state = JSON.stringify([device.lastSeenUnixMs, device.streams]);
    if (!root.open || isBusy || state === shown) { return; }
    isBusy = true;
    try {
      const [ofChannels, events, ofRecords] =
        await Promise.all([readChannels(device.device), readEvents(device.device), readRecords(device.device)]);
      channels.update(ofChannels, () => device);
      actuators.update(events);
      records.update(ofRecords);
      zoom.refresh(device.device, ofChannels);
      setAttribute(failure, "hidden", true);
      shown = state;
      await channels.refresh();
    } catch (problem) {
      setText(failure, `What this device sent cannot be shown: ${problem.message}. It is asked for again.`);
      setAttribute(failure, "hidden", false);
    } finally { isBusy = false; }
  }

  return { root, update, refresh, slide() { if (root.open) { channels.slide(); actuators.slide(); } } };
}
