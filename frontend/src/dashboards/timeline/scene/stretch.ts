/** Moving through time: pure arithmetic on the stretch that is seen. */
import type { Stretch } from "./types";

/** Nothing is told apart below a nanosecond. */
const shortest = 20;
/** How far one may look beyond the ends, as a share of what is seen. */
const beyond = 0.5;

export function whole(length: number): Stretch {
  return { from: 0, to: Math.max(length, shortest) };
}

/** The stretch with what is seen kept within reach of the timeline. */
export function kept({ from, to }: Stretch, length: number): Stretch {
  const span = Math.min(Math.max(to - from, shortest), Math.max(length, shortest) * (1 + 2 * beyond));
  const middle = (from + to) / 2;
  const least = -span * beyond;
  const most = Math.max(length, shortest) + span * beyond;
  const start = Math.min(Math.max(middle - span / 2, least), most - span);
  return { from: start, to: start + span };
}

/** Comes closer by a factor greater than one, with the moment `at` where it is. */
export function zoomed({ from, to }: Stretch, factor: number, at: number, length: number): Stretch {
  const span = (to - from) / factor;
  if (span < shortest) return { from: at - shortest / 2, to: at + shortest / 2 };
  const share = (at - from) / (to - from);
  return kept({ from: at - span * share, to: at + span * (1 - share) }, length);
}

export function panned({ from, to }: Stretch, by: number, length: number): Stretch {
  return kept({ from: from + by, to: to + by }, length);
}

const steps = [1, 2, 5];

/** Round moments at least `apart` nanoseconds from each other, from the first to the last that is seen. */
export function ticksOf(
  { from, to }: Stretch,
  apart: number,
): { readonly step: number; readonly at: number[] } {
  const power = 10 ** Math.floor(Math.log10(apart));
  const step = power * (steps.find((one) => one * power >= apart) ?? 10);
  const at = [];
  for (let tick = Math.ceil(from / step); tick <= to / step; tick++) at.push(tick * step);
  return { step, at };
}

const units = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
] as const;

/** A time or a duration in the unit that suits it, to so many digits: 1.25 ms. */
export function timeText(nanoseconds: number, digits = 4): string {
  const size = Math.abs(nanoseconds);
  const [scale, unit] = units.find(([scale]) => size >= scale) ?? [1, "ns"];
  const value = nanoseconds / scale;
  const text = scale === 1 ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
  return `${text.replace("-", "−")} ${unit}`;
}

/** A tick's label: all of one axis in one unit. */
export function tickText(at: number, step: number, reach: number): string {
  const [scale, unit] = units.find(([scale]) => reach >= scale) ?? [1, "ns"];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / scale) - 1e-9));
  return `${(at / scale).toFixed(Math.min(9, decimals)).replace("-", "−")} ${unit}`;
}
