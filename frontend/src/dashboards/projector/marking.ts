/** The points that stand out for a while: the one that a list points at, neighbours, what a search found. */
import { computed } from "@preact/signals";
import { neighbours } from "./neighbours";
import { rowCount } from "./points";
import type { Marked } from "./scene/types";
import { hits } from "./searching";
import { passing, projector } from "./state";

/** Of more hits than this rings tell nothing. */
const mostRings = 20_000;

export const marked = computed<Marked | null>(() => {
  const size = rowCount.value;
  const inside = (rows: Iterable<number>) => Uint32Array.from([...rows].filter((row) => row < size));
  const pointed = passing.pointedAt.value;
  const point = projector.point.value;
  const of = point !== null && point < size ? point : null;
  if (pointed !== null && pointed !== of)
    return { rows: inside(of === null ? [pointed] : [pointed, of]), of };
  const near = neighbours.value;
  if (of !== null) return { rows: inside(near?.of === of ? [of, ...near.rows] : [of]), of };
  const found = hits.value.rows;
  return found.length && found.length <= mostRings ? { rows: inside(found), of: null } : null;
});
