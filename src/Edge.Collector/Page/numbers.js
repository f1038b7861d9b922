// How numbers are written: thin spaces between thousands, a decimal point, units scaled so that they can be read.

const thin = "\u202f";
const formats = new Map();

/** 12480.5, 1 → "12 480.5" (with a narrow no-break space). */
export function decimal(value, digits = 0) {
  if (!formats.has(digits)) {
    formats.set(digits, new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  return formats.get(digits).format(value).replaceAll(",", thin).replace("-", "\u2212");
}

/** 1, "gap" → "1 gap"; 3, "gap" → "3 gaps"; other plurals are given. */
export function counted(count, singular, plural = singular + "s") {
  return `${decimal(count)} ${count === 1 ? singular : plural}`;
}

const binary = ["B", "KiB", "MiB", "GiB", "TiB"];

/** 1536 → "1.5 KiB". */
export function bytes(value) {
  const { factor, symbol } = binaryScale(value);
  const scaled = value / factor;
  return `${decimal(scaled, factor === 1 || scaled >= 100 ? 0 : 1)} ${symbol}`;
}

function binaryScale(largest) {
  const power = Math.min(binary.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(largest))) / 10)));
  return { factor: 1024 ** power, symbol: binary[power] };
}

const spans = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

/** The factor and the symbol in which values up to the largest are best read. */
export function scaleOf(symbol, largest) {
  if (symbol === "B" || symbol === "B/s") {
    const scale = binaryScale(largest);
    return { factor: scale.factor, symbol: scale.symbol + symbol.slice(1) };
  }
  if (symbol === "s") {
    const [factor, name] = spans.find(([seconds]) => Math.abs(largest) >= 2 * seconds) ?? spans.at(-1);
    return { factor, symbol: name };
  }
  return { factor: 1, symbol };
}

const digitsOfSymbol = { "°C": 1, "%": 1, "hPa": 1, "lx": 0, "V": 3, "mm": 1, "mm/h": 1, "ppm": 0, "°": 0, "A": 3, "ms": 1 };

/** A value for people: { figure, symbol }, in the scale of the largest beside it; a switch is written as a word. */
export function measured(value, symbol, unit = "", largest = value) {
  if (isSwitch(unit)) { return { figure: value >= 0.5 ? "on" : "off", symbol: "" }; }
  const scale = scaleOf(symbol, Math.max(Math.abs(value), Math.abs(largest)));
  const scaled = value / scale.factor;
  return { figure: decimal(scaled, digitsFor(scaled, scale.symbol)), symbol: scale.symbol };
}

/** The same in one string, with a no-break space before the symbol. */
export function measuredText(value, symbol, unit) {
  const { figure, symbol: scaled } = measured(value, symbol, unit);
  return scaled === "" ? figure : `${figure}\u00a0${scaled}`;
}

export function isSwitch(unit) { return /^switch$/i.test(unit); }

function digitsFor(value, symbol) {
  if (symbol in digitsOfSymbol) { return digitsOfSymbol[symbol]; }
  if (Number.isInteger(value)) { return 0; }
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 100 ? 1 : 2;
}
