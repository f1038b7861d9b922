// Where ticks go: round values on the value axis, round local times on the time axis.

/** Lowest, highest, step and digits of an axis that holds the range with about so many steps. */
export function valueAxis(low, high, steps) {
  const middle = (low + high) / 2;
  // A range narrower than this would draw the noise of the last digit as mountains.
  const narrowest = Math.max(Math.abs(middle) * 0.002, 0.02);
  const half = Math.max((high - low) / 2 * 1.08, narrowest / 2);
  const step = roundStep(2 * half / steps);
  const bottom = Math.floor((middle - half) / step + 1e-9) * step;
  const top = Math.ceil((middle + half) / step - 1e-9) * step;
  const ticks = [];
  for (let index = 0; bottom + index * step <= top + step / 1000; index++) { ticks.push(bottom + index * step); }
  return { bottom: low >= 0 ? Math.max(0, bottom) : bottom, top, ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

/** Ticks at round local times: { at: [unix ms...], step: ms }. */
export function timeAxis(from, to, most) {
  const step = 1000 * (seconds.find((size) => (to - from) / (1000 * size) <= most) ?? seconds.at(-1));
  const zone = -60000 * new Date(to).getTimezoneOffset();
  const at = [];
  for (let tick = Math.ceil((from + zone) / step) * step - zone; tick <= to; tick += step) { at.push(tick); }
  return { at, step };
}
