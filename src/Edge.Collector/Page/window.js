// Which stretch of time a plot shows.

import { now } from "./times.js";

export const tileWindowMs = 600000;
const shortestMs = 60000;
const deliveryMs = 15000;

/**
 * The end of a plot is now while the channel is alive, else its last reading:
 * a gateway that went silent, or whose clock is wrong, still shows what it said last.
 */
export function endOf(lastReadingMs, windowMs) {
  const present = now();
  return lastReadingMs > present - windowMs && lastReadingMs < present + deliveryMs ? present : lastReadingMs + 1000;
}

/** A tile shows ten minutes, less while the device is young, so that the first minute is worth looking at. */
export function tileWindow(lastReadingMs, firstSeenMs) {
  const to = endOf(lastReadingMs, tileWindowMs);
  const from = Math.max(to - tileWindowMs, Math.min(firstSeenMs - deliveryMs, to - shortestMs));
  return { from, to };
}
