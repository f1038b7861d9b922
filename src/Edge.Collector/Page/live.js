// Tells when something new was stored: by server-sent events, by asking every few seconds where those do not come,
// and not at all while nobody looks.

import { livePath } from "./api.js";

const pollMs = 5000;
const quietMs = 15000;
const reopenMs = 5000;

/** Calls changed() when it is worth asking again, and report("live" | "polling" | "paused") when the way changes. */
export function startLive(changed, report) {
  let source = null;
  let heard = 0;

  function hear() {
    heard = Date.now();
    changed();
  }

  function open() {
    source?.close();
    source = new EventSource(livePath);
    source.addEventListener("open", () => { report("live"); hear(); });
    source.addEventListener("message", hear);
    source.addEventListener("error", () => {
      report("polling");
      if (source?.readyState === EventSource.CLOSED) { close(); setTimeout(reopen, reopenMs); }
    });
  }

  function reopen() {
    if (source === null && !document.hidden) { open(); }
  }

  function close() {
    source?.close();
    source = null;
  }

  function follow() {
    if (document.hidden) { close(); report("paused"); } else { hear(); open(); }
  }

  setInterval(() => {
    if (document.hidden) { return; }
    const patience = source?.readyState === EventSource.OPEN ? quietMs : pollMs;
    if (Date.now() - heard >= patience) { hear(); }
  }, 1000);
  document.addEventListener("visibilitychange", follow);
  follow();
}

/** Runs a task at most once per interval, never twice at a time, and once more when it was asked for meanwhile. */
export function createGate(task, intervalMs) {
  let running = false;
  let wanted = false;
  let last = -Infinity;
  let timer = 0;

  async function run() {
    timer = 0;
    running = true;
    wanted = false;
    last = performance.now();
    try { await task(); } finally {
      running = false;
      if (wanted) { ask(); }
    }
  }

  function ask() {
    wanted = true;
    if (running || timer !== 0) { return; }
    timer = setTimeout(run, Math.max(0, last + intervalMs - performance.now()));
  }

  return ask;
}
