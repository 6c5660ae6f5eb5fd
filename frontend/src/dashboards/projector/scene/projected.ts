/** Where points stand in the picture, computed beside the drawing: for pointing at them, selecting and naming them. */
import type { Size, View } from "./looking";

export interface Projected {
  /** CSS pixels from the left and from the top of each point; NaN for those that are not to be seen. */
  readonly places: Float32Array;
  /** Distance from the eye of each in radii; null in 2-D. */
  readonly depths: Float32Array | null;
}

/** `drawn` has opacity in each fourth byte; points without any are not there. */
export function projected(
  at: Float32Array,
  drawn: Uint8Array,
  view: View,
  { width, height }: Size,
): Projected {
  const rows = at.length / 3;
  const places = new Float32Array(2 * rows);
  const depths = view.distance === null ? null : new Float32Array(rows);
  const [a0, a1, , a3, b0, b1, , b3, c0, c1, , c3, d0, d1, , d3] = view.matrix as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let row = 0, i = 0; row < rows; row++, i += 3) {
    const [x, y, z] = [at[i] as number, at[i + 1] as number, at[i + 2] as number];
    const w = a3 * x + b3 * y + c3 * z + d3;
    if (w <= 0 || !drawn[4 * row + 3]) {
      places[2 * row] = Number.NaN;
      continue;
    }
    places[2 * row] = ((a0 * x + b0 * y + c0 * z + d0) / w / 2 + 0.5) * width;
    places[2 * row + 1] = (0.5 - (a1 * x + b1 * y + c1 * z + d1) / w / 2) * height;
    if (depths) depths[row] = w;
  }
  return { places, depths };
}

/**
 * The point at a place of the picture: the nearest to the eye of those whose disc is there, or else the one whose rim is
 * least far. `radius` of a disc in CSS pixels at a depth, `most` of any. Null where none is within
 * `slack` of its rim.
 */
export function pointAt(
  { places, depths }: Projected,
  x: number,
  y: number,
  radius: (depth: number) => number,
  most: number,
  slack: number,
): number | null {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  const reach = slack + most;
  for (let row = 0, i = 0; i < places.length; row++, i += 2) {
    const across = (places[i] as number) - x;
    const down = (places[i + 1] as number) - y;
    if (!(across <= reach && across >= -reach && down <= reach && down >= -reach)) continue;
    const depth = depths ? (depths[row] as number) : 1;
    const beyond = Math.hypot(across, down) - radius(depth);
    if (beyond > slack) continue;
    // Discs before misses; among discs by depth, in 2-D by nearness of their middles.
    const rank = beyond > 0 ? 1e6 + beyond : depths ? depth : beyond;
    if (rank <= least) [best, least] = [row, rank];
  }
  return best < 0 ? null : best;
}
