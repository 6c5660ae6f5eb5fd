/** The bytes that points are drawn with: red, green, blue, and how strongly, 0 for not at all. */

import type { Marked } from "./types";

/** Of 1: what is left of points that are not selected while others are. */
const faint = 0.22;

export interface Painting {
  readonly colours: Uint32Array | Uint8Array;
  readonly hidden: Uint8Array | null;
  readonly lost: Uint8Array | null;
  readonly selected: Uint8Array | null;
  readonly marked: Marked | null;
}

export function painted({ colours, hidden, lost, selected, marked }: Painting): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(colours.byteLength);
  bytes.set(new Uint8Array(colours.buffer, colours.byteOffset, colours.byteLength));
  const dims = selected?.includes(1) || !!marked;
  const kept = dims ? new Uint8Array(bytes.length / 4) : null;
  if (kept && selected) kept.set(selected.subarray(0, kept.length));
  if (kept && marked) for (const row of [...marked.rows, marked.of ?? -1]) kept[row] = 1;
  for (let row = 0, i = 3; i < bytes.length; row++, i += 4) {
    if (hidden?.[row] || lost?.[row]) bytes[i] = 0;
    else if (kept && !kept[row]) bytes[i] = Math.ceil((bytes[i] as number) * faint);
  }
  return bytes;
}

/** The rows of a mask that are drawn. */
export function rowsOf(mask: Uint8Array | null, drawn: Uint8Array): Uint32Array<ArrayBuffer> {
  if (!mask) return new Uint32Array(0);
  let count = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] && drawn[4 * row + 3]) count++;
  const rows = new Uint32Array(count);
  for (let row = 0, i = 0; row < mask.length; row++) if (mask[row] && drawn[4 * row + 3]) rows[i++] = row;
  return rows;
}
