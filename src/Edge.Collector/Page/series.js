// One channel's points as the page uses them: where the line breaks, where it was bad, what lies under the pointer.

/** Turns an answer of the points interface into a series over a window. */
export function seriesOf(answer, from, to) {
  const points = answer.points.map(([t, min, mean, max, q, r]) => ({ t, min, mean, max, q, r }));
  return { points, gaps: answer.gaps ?? [], from, to, symbol: answer.symbol ?? "", unit: answer.unit ?? "" };
}

/** The same series over a later window; what left it on the left is gone, so that it cannot pile up at the edge. */
export function moved(series, { from, to }) {
  return { ...series, from, to, points: series.points.filter(({ t }) => t >= from), gaps: series.gaps.filter((gap) => gap[1] > from) };
}

function isBroken(series, earlier, later) {
  return series.gaps.some(([from, to]) => to >= earlier.t && from <= later.t && to > from);
}

/** The pieces of the line: a bad point or a gap ends one. */
export function runs(series) {
  const pieces = [];
  let piece = [];
  let previous = null;
  for (const point of series.points) {
    if (piece.length > 0 && (point.mean === null || isBroken(series, previous, point))) {
      pieces.push(piece);
      piece = [];
    }
    if (point.mean !== null) { piece.push(point); }
    previous = point;
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}

/** From each bad point to the next point (or the gap before it), neighbours joined. */
export function badStretches(series) {
  return stretches(series, (point) => (point.mean === null ? "bad" : "")).map(({ from, to }) => [from, to]);
}

/** Stretches whose values are usable but not plainly measured: uncertain, substituted. */
export function doubtfulStretches(series) {
  return stretches(series, (point) => (point.mean !== null && (point.q === "uncertain" || point.q === "substituted") ? point.q : ""));
}

function stretches(series, kindOf) {
  const found = [];
  series.points.forEach((point, index) => {
    const quality = kindOf(point);
    if (quality === "") { return; }
    const to = endOf(series, point, series.points[index + 1]);
    const last = found.at(-1);
    if (last?.quality === quality && last.to >= point.t) { last.to = to; } else { found.push({ from: point.t, to, quality }); }
  });
  return found;
}

function endOf(series, point, next) {
  const gap = series.gaps.find(([from, to]) => from >= point.t && to > from && (next === undefined || from <= next.t));
  if (gap !== undefined) { return gap[0]; }
  return next === undefined ? point.t : next.t;
}

export function valueRange({ points }) {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    if (point.mean === null) { continue; }
    low = Math.min(low, point.min);
    high = Math.max(high, point.max);
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

/** The point nearest to a time; null when there is none. */
export function nearest({ points }, unixMs) {
  let best = null;
  for (const point of points) {
    if (best === null || Math.abs(point.t - unixMs) < Math.abs(best.t - unixMs)) { best = point; }
  }
  return best;
}
