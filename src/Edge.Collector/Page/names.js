// How names made for machines are read by people.

/** "NoAnswer", "no_answer" → "no answer". */
export function words(name) {
  return String(name ?? "").replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ").toLowerCase();
}

const abbreviations = new Set(["cpu", "gps", "io", "ntp", "ups"]);

/** A heading: "water" → "Water", "cpu" → "CPU". */
export function titled(name) {
  const text = words(name);
  return abbreviations.has(text) ? text.toUpperCase() : text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "air.temperature" → ["air", "temperature"]; without a separator the group is empty. */
export function partsOf(channel) {
  const at = channel.search(/[./]/.test(channel) ? /[./]/ : /[-_]/);
  return at > 0 ? [channel.slice(0, at), channel.slice(at + 1)] : ["", channel];
}
