/** Wall times, which are half of a chart's bytes and which only the tooltip tells: fetched when it is first wanted. */
import { signal } from "@preact/signals";
import type { Column } from "../columns";
import type { Curve } from "../plot/curve";

const later = new WeakMap<Curve, Column>();

/** Changes when more wall times are known. */
export const timesKnown = signal(0);

export function wallOf(curve: Curve): Column | null {
  return curve.wall ?? later.get(curve) ?? null;
}

/** Keeps the times of a curve; those of other rows, after points were added meanwhile, are of no use. */
export function keepTimes(curve: Curve, times: Column | undefined): void {
  if (times?.length !== curve.rows) return;
  later.set(curve, times);
  timesKnown.value++;
}
