/** Where rows stand, one below the other: pure arithmetic. */
import type { Row } from "./types";

export const lineHeight = 17;
export const counterHeight = 44;
export const processHeight = 24;
export const foldedHeight = 20;
const trackPadding = 5;
/** Instants stand above the slices. */
export const tickHeight = 9;

export interface Placed {
  readonly row: Row;
  readonly top: number;
  readonly height: number;
}

export function heightOf(row: Row): number {
  if (row.kind === "process") return processHeight;
  if (row.kind === "counter") return counterHeight;
  if (row.folded) return foldedHeight;
  const { lines, instants } = row.track;
  return Math.max(1, lines) * lineHeight + (instants ? tickHeight : 0) + trackPadding;
}

export function place(rows: readonly Row[]): Placed[] {
  let top = 0;
  return rows.map((row) => {
    const height = heightOf(row);
    const placed = { row, top, height };
    top += height;
    return placed;
  });
}

/** The first of the placed rows that ends below a height, and so on: those that are seen. */
export function seen(placed: readonly Placed[], from: number, to: number): readonly Placed[] {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = placed[middle] as Placed;
    if (one.top + one.height <= from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < placed.length && (placed[end] as Placed).top < to) end++;
  return placed.slice(low, end);
}

/** Where the slices of a line begin within their row. */
export function lineTop(row: Extract<Row, { kind: "track" }>, line: number): number {
  return (row.track.instants ? tickHeight : 0) + 2 + line * lineHeight;
}

export function totalHeight(placed: readonly Placed[]): number {
  const last = placed.at(-1);
  return last ? last.top + last.height : 0;
}
