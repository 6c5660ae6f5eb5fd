/** Every number and time the page shows is written here. */

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count in full: 140,312. */
export function count(n: number): string {
  return plain.format(n);
}

/** A count in few letters: 940, 12.3 k, 1.9 M. */
export function terseCount(n: number): string {
  for (const [size, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (n >= size) return `${trimmed((n / size).toFixed(n >= 100 * size ? 0 : 1))} ${unit}`;
  }
  return String(n);
}

/** A size in bytes: 940 B, 12.3 kB, 1.9 GB. */
export function bytes(n: number): string {
  for (const [size, unit] of [
    [1e12, "TB"],
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const) {
    if (n >= size) return `${trimmed((n / size).toFixed(n >= 100 * size ? 0 : 1))} ${unit}`;
  }
  return `${trimmed(n.toFixed(1))} B`;
}

/** A span given in microseconds: 12 µs, 3.4 ms, 1.25s. */
export function microseconds(n: number): string {
  if (n >= 1e6) return duration(n / 1e6);
  return n >= 1e3 ? `${trimmed((n / 1e3).toFixed(n >= 1e5 ? 0 : 2))} ms` : `${trimmed(n.toFixed(1))} µs`;
}

/** A number of things in words: "1 run", "48 runs". */
export function things(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A logged value, to five significant digits: 0.31, 12,840, 3.2e-5, NaN, ∞. */
export function value(v: number): string {
  if (Number.isNaN(v)) return "NaN";
  if (!Number.isFinite(v)) return v > 0 ? "+∞" : "−∞";
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return exponent(v, 4);
  if (size >= 1e4) return minus(Number.isInteger(v) ? plain.format(v) : v.toFixed(size >= 1e5 ? 0 : 1));
  return minus(size >= 1 || size === 0 ? trimmedKeeping(v.toPrecision(5)) : v.toPrecision(4));
}

/** A number that somebody set, as it was set: 0.001, 128, 3e-7. */
export function given(v: number): string {
  return minus(String(Number(v.toPrecision(7))));
}

const mostDigits = 1e6;

/** From here on thousands of G say less than a power of ten. */
const tooLong = 1e13;

/** Axis labels for evenly spaced ticks: just enough digits to tell neighbours apart. */
export function ticks(splits: readonly number[], increment: number): string[] {
  const largest = Math.max(...splits.map(Math.abs));
  if (largest / increment > mostDigits) return fromFirst(splits);
  if (largest >= 1e4 && largest < tooLong && increment >= 1)
    return splits.map((tick) => scaled(tick, largest, increment));
  if (largest !== 0 && (largest < 1e-3 || largest >= 1e6)) {
    const digits = Math.max(0, Math.ceil(Math.log10(largest / increment) - 1e-9) - 1);
    return splits.map((tick) => (tick === 0 ? "0" : exponent(tick, Math.min(digits, 4) + 1)));
  }
  const decimals = Math.min(8, Math.max(0, Math.ceil(-Math.log10(increment) - 1e-9) + extraDigit(increment)));
  return splits.map((tick) => minus(tick.toFixed(decimals)));
}

/** Ticks far from zero and close together: the first in short, the others as what is added to it. */
function fromFirst(splits: readonly number[]): string[] {
  const first = splits[0] ?? 0;
  return splits.map((tick, i) =>
    i === 0 ? value(first) : `+${value(Number((tick - first).toPrecision(6)))}`,
  );
}

/** 0.25 needs one digit more than 0.1 and 0.2 do. */
function extraDigit(increment: number): number {
  const lead = increment / 10 ** Math.floor(Math.log10(increment) + 1e-9);
  return Math.abs(lead - Math.round(lead)) > 1e-6 ? 1 : 0;
}

function scaled(tick: number, largest: number, increment: number): string {
  const [size, unit] = largest >= 1e9 ? [1e9, "G"] : largest >= 1e6 ? [1e6, "M"] : [1e3, "k"];
  if (tick === 0) return "0";
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(increment / size) - 1e-9)));
  return `${minus(trimmed((tick / size).toFixed(decimals + extraDigit(increment))))}${unit}`;
}

function exponent(v: number, digits: number): string {
  const [mantissa = "", power = ""] = v.toExponential(digits - 1).split("e");
  return `${minus(trimmed(mantissa))}e${minus(power.replace("+", ""))}`;
}

function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

/** Keeps a value's decimals aligned in a column, but an integer free of them. */
function trimmedKeeping(digits: string): string {
  return /\.0+$/.test(digits) ? digits.replace(/\.0+$/, "") : digits;
}

function minus(digits: string): string {
  return digits.replace("-", "−");
}

/** A step: 9,412. */
export function step(s: number): string {
  return minus(Number.isInteger(s) ? plain.format(s) : s.toFixed(2));
}

const units = [
  [86400, "d"],
  [3600, "h"],
  [60, "m"],
  [1, "s"],
] as const;

/** A span of seconds in its two largest units: 12m 41s, 3d 4h, 0.25s. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return value(seconds);
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  if (rest < 10) return `${sign}${trimmed(rest.toFixed(rest < 1 ? 3 : 2))}s`;
  rest = Math.round(rest);
  const parts: string[] = [];
  for (const [size, unit] of units) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n || parts.length) parts.push(`${n}${unit}`);
    if (parts.length === 2) break;
  }
  return sign + parts.filter((part, i) => i === 0 || !part.startsWith("0")).join(" ");
}

/** How long ago, for a person: "2 s", "5 min", "3 h", "2 d". */
export function ago(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

const two = (n: number) => String(n).padStart(2, "0");
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Local date and time of a Unix time in seconds: 21 Nov 14:03:22. */
export function moment(seconds: number): string {
  if (!Number.isFinite(seconds)) return value(seconds);
  const at = new Date(seconds * 1000);
  return `${dayFormat.format(at)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Axis labels for local times: the day at midnight, else hours and minutes, and seconds where they matter. */
export function timeTicks(splits: readonly number[], increment: number): string[] {
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000);
    const midnight = at.getHours() + at.getMinutes() + at.getSeconds() === 0;
    if (increment >= 86400 || midnight) return dayFormat.format(at);
    const hours = `${two(at.getHours())}:${two(at.getMinutes())}`;
    if (increment >= 60) return hours;
    const decimals = increment >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(increment)));
    const second = (at.getSeconds() + (seconds % 1)).toFixed(decimals);
    return `${hours}:${second.padStart(decimals ? decimals + 3 : 2, "0")}`;
  });
}

/** Axis labels for spans of seconds: 0, 30s, 5m, 1h 30m. */
export function durationTicks(splits: readonly number[]): string[] {
  return splits.map((seconds) => (seconds === 0 ? "0" : duration(seconds)));
}
