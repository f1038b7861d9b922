// The collector's JSON interface. Every call ends within a deadline, with the data or with an error that can be shown.

const deadlineMs = 8000;
const root = "/api/v1";

async function get(path) {
  const response = await fetch(root + path, { signal: AbortSignal.timeout(deadlineMs), headers: { accept: "application/json" } });
  if (!response.ok) { throw new Error(`the collector answered ${response.status}`); }
  return response.json();
}

function deviceRoot(device) { return `/devices/${encodeURIComponent(device)}`; }

export const livePath = `${root}/live`;

export function readOverview() { return get("/overview"); }

export function readChannels(device) { return get(`${deviceRoot(device)}/channels`); }

export function readPoints(device, channel, { from, to, max }) {
  const query = new URLSearchParams({ from: Math.round(from), to: Math.round(to), max });
  return get(`${deviceRoot(device)}/channels/${encodeURIComponent(channel)}/points?${query}`);
}

export function readRecords(device) { return get(`${deviceRoot(device)}/records?limit=100`); }

export function readEvents(device) { return get(`${deviceRoot(device)}/events?limit=100`); }

/** Runs tasks with at most so many at once: a browser gives one host six connections, and the live stream holds one. */
export function createQueue(width = 4) {
  const waiting = [];
  let running = 0;
  const next = async () => {
    if (running >= width || waiting.length === 0) { return; }
    running++;
    const { task, settle } = waiting.shift();
    try { settle(await task()); } finally { running--; next(); }
  };
  return (task) => new Promise((settle) => { waiting.push({ task, settle }); next(); });
}
