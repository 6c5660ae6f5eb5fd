/** Points that follow each other: rows in their order, a list for each sequence. */
import { computed } from "@preact/signals";
import { columns } from "./labels";
import type { LabelColumn } from "./requests";
import { projector } from "./state";

/** Columns that say which row is next, as TensorBoard knows them. */
const nextNames = ["__next__", "__seq_next__"];

const isNext = ({ name, numbers }: LabelColumn) => nextNames.includes(name) && numbers !== null;

/** The column that points are joined by; null: none. */
export const sequenceColumn = computed<LabelColumn | null>(() => {
  const wanted = projector.lines.value;
  if (wanted === null) return columns.value.find(isNext) ?? null;
  return columns.value.find(({ name }) => name === wanted) ?? null;
});

export const saysNext = computed(() => sequenceColumn.value !== null && isNext(sequenceColumn.value));

export const sequences = computed<readonly Uint32Array[] | null>(() => {
  const column = sequenceColumn.value;
  if (!column) return null;
  if (column.numbers && isNext(column)) return followed(column.numbers);
  return grouped(column, columns.value.find(({ name }) => name === projector.order.value) ?? null);
});

/** From each row that no other leads to, and then from each that is left, as in a ring. */
function followed(next: Float64Array): readonly Uint32Array[] {
  const size = next.length;
  const led = new Uint8Array(size);
  const leads = (row: number) => {
    const to = next[row] as number;
    return Number.isInteger(to) && to >= 0 && to < size && to !== row ? to : -1;
  };
  for (let row = 0; row < size; row++) if (leads(row) >= 0) led[leads(row)] = 1;
  const done = new Uint8Array(size);
  const lines: Uint32Array[] = [];
  const walk = (start: number) => {
    const line = [start];
    done[start] = 1;
    for (let row = leads(start); row >= 0; row = leads(row)) {
      line.push(row);
      if (done[row]) break;
      done[row] = 1;
    }
    if (line.length > 1) lines.push(Uint32Array.from(line));
  };
  for (let row = 0; row < size; row++) if (!led[row]) walk(row);
  for (let row = 0; row < size; row++) if (!done[row]) walk(row);
  return lines;
}

/** The rows of each value, in the order of another column, or as they are. */
function grouped({ codes, values }: LabelColumn, order: LabelColumn | null): readonly Uint32Array[] {
  const lists: number[][] = values.map(() => []);
  for (let row = 0; row < codes.length; row++) lists[codes[row] as number]?.push(row);
  const compare = order && comparison(order);
  return lists
    .filter((list) => list.length > 1)
    .map((list) => Uint32Array.from(compare ? list.sort(compare) : list));
}

function comparison({ codes, values, numbers }: LabelColumn): (a: number, b: number) => number {
  if (numbers) return (a, b) => (numbers[a] as number) - (numbers[b] as number);
  const text = (row: number) => values[codes[row] as number] ?? "";
  return (a, b) => text(a).localeCompare(text(b), "en", { numeric: true });
}
