// The channels of a device: grouped by the first part of their name, one tile each.

import { element, follow, setAttribute, setText } from "./dom.js";
import { partsOf, titled } from "./names.js";
import { createTile } from "./tile.js";

const widest = 5;

/** The section; update(channels, device) shows them, slide() moves the windows on, refresh() asks for new points. */
export function createChannels(openZoom) {
  const grid = element("div", { class: "groups" });
  const empty = element("p", { class: "empty" });
  const root = element("section", { class: "channels", "aria-label": "Channels" }, empty, grid);
  let tiles = [];

  function update(channels, device) {
    setText(empty, "No stream of this device is opened here, so there is nothing to plot. " +
      "Its sealed records are still verified, stored and counted below.");
    setAttribute(empty, "hidden", channels.length > 0);
    const groups = Map.groupBy(channels, ({ channel }) => partsOf(channel)[0]);
    const views = follow(grid, [...groups], ([name]) => name, () => createGroup(device, openZoom));
    tiles = [...views.values()].flatMap((view) => view.tiles());
  }

  return {
    root,
    update,
    slide() { for (const tile of tiles) { tile.slide(); } },
    refresh() { return Promise.all(tiles.map((tile) => tile.refresh())); },
  };
}

function createGroup(device, openZoom) {
  const heading = element("h3");
  const list = element("div", { class: "tiles" });
  const root = element("section", { class: "group" }, heading, list);
  let views = new Map();
  return {
    root,
    tiles: () => [...views.values()],
    update([name, channels]) {
      setText(heading, titled(name === "" ? "other" : name));
      setAttribute(root, "data-span", Math.min(widest, channels.length));
      views = follow(list, channels, ({ stream, channel }) => `${stream}/${channel}`, () => createTile(device, openZoom));
    },
  };
}
