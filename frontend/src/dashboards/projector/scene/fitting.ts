/** The camera that shows all points that are drawn, from the front. */
import type { Given } from "./given";
import { fitOf, mostZoom, type Size } from "./looking";
import { type Camera, home } from "./types";

/** Where some are hidden, those that are left fill the picture. */
export function fitted({ layout, paint, dimensions }: Given, size: Size): Camera {
  const usual = home(dimensions);
  const { low, high, some } = boxOf(layout.at, paint, layout.lost);
  if (!some) return usual;
  const along = (axis: 0 | 1 | 2) => [low[axis] as number, high[axis] as number] as const;
  const middle = (axis: 0 | 1 | 2) => (along(axis)[0] + along(axis)[1]) / 2;
  const half = (axis: 0 | 1 | 2) => (along(axis)[1] - along(axis)[0]) / 2;
  const zoom =
    dimensions === 3
      ? 1 / Math.hypot(half(0), half(1), half(2))
      : fitOf([half(0), half(1)], size) / fitOf(layout.half, size);
  return { ...usual, centre: [middle(0), middle(1), middle(2)], zoom: Math.min(mostZoom, zoom) };
}

/** The box of the points that are drawn, and whether some others could be. */
function boxOf(at: Float32Array, paint: Uint8Array, lost: Uint8Array | null) {
  const low = [0, 0, 0].fill(Number.POSITIVE_INFINITY);
  const high = [0, 0, 0].fill(Number.NEGATIVE_INFINITY);
  let [drawn, hidden] = [0, 0];
  for (let row = 0; row < at.length / 3; row++) {
    if (lost?.[row]) continue;
    if (!paint[4 * row + 3]) {
      hidden++;
      continue;
    }
    drawn++;
    for (let axis = 0; axis < 3; axis++) {
      const place = at[3 * row + axis] as number;
      if (place < (low[axis] as number)) low[axis] = place;
      if (place > (high[axis] as number)) high[axis] = place;
    }
  }
  return { low, high, some: drawn > 0 && hidden > 0 };
}
