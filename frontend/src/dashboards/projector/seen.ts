/** Which points are to be seen: what is hidden, isolated, switched off in the legend. */
import { computed } from "@preact/signals";
import { colourColumn, entriesByCode, others, rest } from "./colouring";
import { positions, rowCount } from "./points";
import { projector } from "./state";

/** 1 for each row of a list. */
export function maskOf(rows: Uint32Array, size: number): Uint8Array {
  const mask = new Uint8Array(size);
  for (const row of rows) if (row < size) mask[row] = 1;
  return mask;
}

export function rowsOfMask(mask: Uint8Array): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < mask.length; row++) if (mask[row]) rows.push(row);
  return Uint32Array.from(rows);
}

/** 1 for rows that are not drawn; null while all are. */
export const hidden = computed<Uint8Array | null>(() => {
  const size = rowCount.value;
  const column = colourColumn.value;
  const { isolated, hidden: away } = projector;
  const anyOff = entriesByCode.value.some(({ on }) => !on) || others.value?.on === false;
  if (!isolated.value && !away.value.length && !anyOff) return null;
  const mask = isolated.value ? maskOf(isolated.value, size).map((kept) => 1 - kept) : new Uint8Array(size);
  for (const row of away.value) if (row < size) mask[row] = 1;
  if (column && anyOff) {
    const off = Uint8Array.from(entriesByCode.value, ({ on }) => (on ? 0 : 1));
    const otherwise = projector.off.value.has(rest) ? 1 : 0;
    for (let row = 0; row < size; row++) if (off[column.codes[row] as number] ?? otherwise) mask[row] = 1;
  }
  return mask;
});

/** How many points are drawn, and how many have no place because their numbers are not finite. */
export const counted = computed(() => {
  const all = positions.value;
  const away = hidden.value;
  let [drawn, lost] = [0, 0];
  for (let row = 0; all && row < all.length / 3; row++) {
    if (!Number.isFinite((all[3 * row] as number) + (all[3 * row + 1] as number))) lost++;
    else if (!away?.[row]) drawn++;
  }
  return { drawn, lost, rows: rowCount.value };
});

export const selected = computed<Uint8Array | null>(() => {
  const rows = projector.selection.value;
  return rows.length ? maskOf(rows, rowCount.value) : null;
});

/** The rows that are drawn. */
export const placedRows = computed<Uint32Array>(() => {
  const all = positions.value;
  const away = hidden.value;
  const rows: number[] = [];
  for (let row = 0; all && row < all.length / 3; row++) {
    if (!away?.[row] && Number.isFinite((all[3 * row] as number) + (all[3 * row + 1] as number)))
      rows.push(row);
  }
  return Uint32Array.from(rows);
});
