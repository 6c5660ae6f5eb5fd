/** Which runs the table lists, in which order: those of the panel that pass the columns' filters. */
import { computed } from "@preact/signals";
import { downwards, type Sort, sortColumn, sortedBy } from "../order";
import { matching } from "../selection";
import { type ColumnId, cell, columnsShown } from "../table";
import { view } from "../view";
import { filterOf, type Test } from "./runtablefilter";

/** The filters by column: a test, or why the text is none. */
export const filters = computed<ReadonlyMap<ColumnId, Test | string>>(() => {
  const shown = new Set(columnsShown.value);
  const given = [...view.tableFilters.value].filter(([id]) => shown.has(id));
  return new Map(given.map(([id, text]) => [id, filterOf(id, text)]));
});

export const rows = computed<readonly string[]>(() => {
  const tests = [...filters.value].filter((pair): pair is [ColumnId, Test] => typeof pair[1] === "function");
  const passing = matching.value.filter((run) => tests.every(([id, test]) => test(cell(id, run))));
  const sort = view.tableSort.value;
  const column = sortColumn(sort);
  if (column === "run") return downwards(sort) ? passing.reverse() : passing;
  return sort ? sortedBy(passing, (run) => cell(column, run), downwards(sort)) : passing;
});

export function setFilter(id: ColumnId, text: string): void {
  const next = new Map(view.tableFilters.peek());
  if (text) next.set(id, text);
  else next.delete(id);
  view.tableFilters.value = next;
}

/** Least first, then greatest first, then the panel's order again. */
export function nextSort(id: ColumnId, now: Sort): Sort {
  return now === id ? `-${id}` : now === `-${id}` ? "" : id;
}
