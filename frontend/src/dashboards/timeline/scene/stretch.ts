/** Moving through time: pure arithmetic on the stretch that is seen. */
import type { Stretch } from "./types";

/** Nothing is told apart below a nanosecond. */
const shortest = 20;
/** How far one may look beyond the ends, as a share of what is seen. */
const beyond = 0.5;

/** A stretch as it is with another beginning of time. */
export function moved({ from, to }: Stretch, by: number): Stretch {
  return { from: from + by, to: to + by };
}

/** All there is, with room for something to be seen in it. */
export function whole({ from, to }: Stretch): Stretch {
  return { from, to: Math.max(to, from + shortest) };
}

/** The stretch with what is seen kept within reach of all there is. */
export function kept({ from, to }: Stretch, reach: Stretch): Stretch {
  const all = whole(reach);
  const span = Math.min(Math.max(to - from, shortest), (all.to - all.from) * (1 + 2 * beyond));
  const middle = (from + to) / 2;
  const least = all.from - span * beyond;
  const most = all.to + span * beyond;
  const start = Math.min(Math.max(middle - span / 2, least), most - span);
  return { from: start, to: start + span };
}

/** Comes closer by a factor greater than one, with the moment `at` where it is. */
export function zoomed({ from, to }: Stretch, factor: number, at: number, reach: Stretch): Stretch {
  const span = (to - from) / factor;
  if (span < shortest) return { from: at - shortest / 2, to: at + shortest / 2 };
  const share = (at - from) / (to - from);
  return kept({ from: at - span * share, to: at + span * (1 - share) }, reach);
}

export function panned(stretch: Stretch, by: number, reach: Stretch): Stretch {
  return kept(moved(stretch, by), reach);
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
