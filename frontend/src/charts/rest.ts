/** Wall times and, among many curves, values: more than half of a chart's bytes, and only the tooltip tells them. */
import { signal } from "@preact/signals";
import type { Column } from "../columns";
import type { Curve } from "../plot/curve";
import type { Rest } from "./request";

const later = new WeakMap<Curve, Rest>();

/** Changes when more is known. */
export const restKnown = signal(0);

export function wallOf(curve: Curve): Column | null {
  return curve.wall ?? later.get(curve)?.wall ?? null;
}

/** The value of the last point of each row. */
export function lastOf(curve: Curve): Column | null {
  return curve.last ?? later.get(curve)?.last ?? null;
}

export function lacks(curve: Curve): boolean {
  return !wallOf(curve) || !lastOf(curve);
}

/** Keeps the rest of a curve; that of other rows, after points were added meanwhile, is of no use. */
export function keepRest(curve: Curve, rest: Rest | undefined): void {
  if (rest?.wall?.length !== curve.rows) return;
  later.set(curve, rest);
  restKnown.value++;
}
