/** The colour of each point: that of its category, of its number, or of its run. */
import { computed } from "@preact/signals";
import { colourTable, rangeOf } from "../../plot/colourmap";
import { inkOf } from "../../plot/colours";
import { inkAt, restInk } from "../../plot/palette";
import { dark } from "../../settings";
import { chosen } from "./embeddings";
import { columnNamed, columns } from "./labels";
import { rowCount } from "./points";
import type { LabelColumn } from "./requests";
import { projector } from "./state";

/** So many categories have a colour of their own; of texts that mostly differ, fewer. */
const mostCategories = 36;
const mostTexts = 12;

/** A column of numbers with no more different ones than this is coloured as categories unless somebody says otherwise. */
const fewNumbers = 12;

/** The column that gives the colours; null: the run does. */
export const colourColumn = computed<LabelColumn | null>(() => {
  const wanted = projector.colour.value;
  if (wanted !== null) return columnNamed(wanted);
  return (
    columns.value.find(
      ({ kind, values, codes }) => kind === "category" && tells(values.length, codes.length),
    ) ?? null
  );
});

/** Whether so many values among so many points part them into groups: names of single points do not. */
const tells = (values: number, points: number) =>
  values > 1 && values <= Math.min(mostCategories, points / 3);

/** Whether the coloured column is shown as categories, not as a scale. */
export const categorical = computed(() => {
  const column = colourColumn.value;
  if (!column?.numbers) return true;
  return projector.asCategories.value ?? (column.kind !== "number" || column.values.length <= fewNumbers);
});

export interface Entry {
  readonly value: string;
  readonly colour: string;
  readonly count: number;
  readonly on: boolean;
}

const coloured = (column: LabelColumn) =>
  Math.min(column.values.length, column.kind === "text" ? mostTexts : mostCategories);

/** How many points have each value of a column. */
function countsOf({ codes, values }: LabelColumn): Uint32Array {
  const counts = new Uint32Array(values.length + 1);
  for (let row = 0; row < codes.length; row++) {
    counts[codes[row] as number] = (counts[codes[row] as number] as number) + 1;
  }
  return counts;
}

/** The categories with a colour of their own: the most frequent first, but numbers by their size. */
export const legend = computed<readonly Entry[]>(() => {
  const entries = [...entriesByCode.value];
  return numeric(colourColumn.value) ? entries.sort((a, b) => Number(a.value) - Number(b.value)) : entries;
});

/** The same in the order of the column's codes. */
export const entriesByCode = computed<readonly Entry[]>(() => {
  const column = colourColumn.value;
  if (!column || !categorical.value) return [];
  const counts = countsOf(column);
  const off = projector.off.value;
  const places = placesOf(column);
  return column.values.slice(0, coloured(column)).map((value, code) => ({
    value,
    colour: inkAt(places[code] as number, dark.value).colour,
    count: counts[code] as number,
    on: !off.has(value),
  }));
});

/** Whether every value is a number. */
function numeric(column: LabelColumn | null): boolean {
  return column?.values.every((text) => text !== "" && Number.isFinite(Number(text))) ?? false;
}

/** The place of each value among the inks. Numbers have theirs by size, so that a digit has the same whatever is frequent. */
function placesOf(column: LabelColumn): readonly number[] {
  const places = column.values.map((_, code) => code);
  if (!numeric(column)) return places;
  const sorted = [...places].sort((a, b) => Number(column.values[a]) - Number(column.values[b]));
  const found = [...places];
  for (const [place, code] of sorted.entries()) found[code] = place;
  return found;
}

/** What is left when each category has its colour: different values, and points that have them. */
export const others = computed<{
  readonly values: number;
  readonly count: number;
  readonly on: boolean;
} | null>(() => {
  const column = colourColumn.value;
  if (!column || !categorical.value) return null;
  const from = coloured(column);
  const values = column.values.length - from;
  if (values <= 0) return null;
  const count = countsOf(column)
    .subarray(from)
    .reduce((sum, n) => sum + n, 0);
  return { values, count, on: !projector.off.value.has(rest) };
});

/** What the legend calls those without a colour of their own; no value of a table has a line break in it. */
export const rest = "\n";

/** The least and the greatest number of the coloured column. */
export const colourRange = computed<readonly [number, number] | null>(() => {
  const numbers = colourColumn.value?.numbers;
  return numbers && !categorical.value ? rangeOf(numbers) : null;
});

/** A colour as four bytes in the order of memory, without a hint of transparency. */
function packed(hex: string): number {
  const n = Number.parseInt(hex.slice(1), 16);
  return (0xff000000 | ((n & 255) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
}

export const colours = computed<Uint32Array>(() => {
  const rows = rowCount.value;
  const found = new Uint32Array(rows);
  const column = colourColumn.value;
  const quiet = packed(restInk(dark.value).colour);
  if (!column) return found.fill(packed(inkOf(chosen.value?.run ?? "").colour));
  const range = colourRange.value;
  if (range && column.numbers) return ofNumbers(found, column.numbers, range, quiet);
  const inks = Uint32Array.from(entriesByCode.value, ({ colour }) => packed(colour));
  for (let row = 0; row < rows; row++) found[row] = inks[column.codes[row] as number] ?? quiet;
  return found;
});

function ofNumbers(
  found: Uint32Array,
  numbers: Float64Array,
  [least, greatest]: readonly [number, number],
  quiet: number,
): Uint32Array {
  const table = colourTable(projector.map.value);
  const inks = Uint32Array.from({ length: 256 }, (_, i) => {
    const [r, g, b] = [table[3 * i] ?? 0, table[3 * i + 1] ?? 0, table[3 * i + 2] ?? 0];
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  });
  // Halves, so that a range of the whole of the doubles does not overflow.
  const scale = greatest > least ? 255 / (greatest / 2 - least / 2) : 0;
  for (let row = 0; row < found.length; row++) {
    const number = numbers[row] ?? Number.NaN;
    const place = scale ? Math.round((number / 2 - least / 2) * scale) : 127;
    found[row] = Number.isFinite(number) ? (inks[place] as number) : quiet;
  }
  return found;
}
