/** The values beside the runs' names: of the column that the panel is sorted by, else of what a dashboard points at. */
import { computed } from "@preact/signals";
import { cellText, columnTitle } from "../cells";
import { downwards, sortColumn } from "../order";
import { cell } from "../table";
import { passing, view } from "../view";

interface Column {
  readonly title: string;
  readonly of: (run: string) => string;
}

export const column = computed<Column | null>(() => {
  const sort = view.sort.value;
  if (sort) {
    const id = sortColumn(sort);
    return {
      title: `${downwards(sort) ? "↓" : "↑"} ${columnTitle(id)}`,
      of: (run) => cellText(id, cell(id, run)),
    };
  }
  const given = passing.column.value;
  return given && { title: given.title, of: (run) => given.values.get(run) ?? "" };
});
