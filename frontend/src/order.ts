/** The order of runs in the panel and in the runs table. */
import { computed } from "@preact/signals";
import type { Cell } from "./api";
import { naturallySorted, runNames } from "./listing";
import { naturalKey } from "./names";
import { settings } from "./settings";
import { type ColumnId, cell, loaded } from "./table";
import { view } from "./view";

/** A column to sort by: its name, and "-" before it for the greatest first. */
export type Sort = string;

export function sortColumn(sort: Sort): ColumnId {
  return sort.replace(/^-/, "");
}

export function downwards(sort: Sort): boolean {
  return sort.startsWith("-");
}

/** Numbers are compared as such, then come infinities that arrive as words, then words, NaN, and what is not there. */
function rank(value: Cell): readonly [kind: number, number: number, text: string] {
  const number = typeof value === "string" ? Number(value) : value;
  if (value === null) return [3, 0, ""];
  if (value === "NaN") return [2, 0, ""];
  if (typeof number === "number" && !Number.isNaN(number)) return [0, number, ""];
  return [1, 0, naturalKey(String(value))];
}

/** Sorts runs by a value of each, stably; what has no value stays last in either direction. */
export function sortedBy(names: readonly string[], cellOf: (name: string) => Cell, down: boolean): string[] {
  const sign = down ? -1 : 1;
  const keyed = names.map((name) => [rank(cellOf(name)), name] as const);
  keyed.sort(([a], [b]) => {
    if (a[0] !== b[0]) return a[0] > 1 || b[0] > 1 ? a[0] - b[0] : sign * (a[0] - b[0]);
    return sign * (a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0));
  });
  return keyed.map(([, name]) => name);
}

const byName = computed(() => naturallySorted(runNames.value));

/** Every run, in the order of the panel. While a column's values have not arrived, by name. */
export const inListOrder = computed<readonly string[]>(() => {
  const sort = view.sort.value;
  const column = sortColumn(sort);
  if (column && loaded(column)) {
    return sortedBy(byName.value, (name) => cell(column, name), downwards(sort));
  }
  if (column || settings.order.value === "name") return byName.value;
  return settings.order.value === "newest" ? runNames.value.slice().reverse() : runNames.value;
});
