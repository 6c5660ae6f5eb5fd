/** The heads of the runs table: a click sorts, a field filters. */

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: its buttons and fields take the focus

import { columnTitle, isNumeric, leadOf, titleLines } from "../cells";
import { downwards, sortColumn } from "../order";
import type { ColumnId } from "../table";
import { view } from "../view";
import { IconButton } from "./icons";
import { Name } from "./name";
import { removeColumn } from "./runtablecolumns";
import { filters, nextSort, setFilter } from "./runtablerows";

export function HeadRow({ columns }: { columns: readonly ColumnId[] }) {
  const lead = leadOf(columns);
  return (
    <div class="table-row column-heads" role="row" aria-rowindex={1}>
      <HeadCell id="run" lead="" />
      {columns.map((id) => (
        <HeadCell key={id} id={id} lead={lead} />
      ))}
    </div>
  );
}

/** The column of the runs' names is filtered by the panel, and stays. */
function HeadCell({ id, lead }: { id: ColumnId; lead: string }) {
  const sort = view.tableSort.value;
  const arrow = sortColumn(sort) !== id ? "" : downwards(sort) ? "↓" : "↑";
  const order = ({ "": "none", "↓": "descending", "↑": "ascending" } as const)[arrow];
  const title = columnTitle(id);
  const [kind, name] = titleLines(id, lead);
  return (
    <div role="columnheader" aria-sort={order} class={isNumeric(id) ? "numeric" : ""} data-column={id}>
      <div class="column-name">
        <button
          type="button"
          title={`${title}: sort`}
          onClick={() => {
            view.tableSort.value = nextSort(id, sort);
          }}
        >
          <small>{kind}</small>
          <Name parts={name} />
          {arrow && <b aria-hidden="true">{arrow}</b>}
        </button>
        {id !== "run" && (
          <IconButton icon="close" label={`Remove column ${title}`} onClick={() => removeColumn(id)} />
        )}
      </div>
      {id !== "run" && <FilterOf id={id} title={title} />}
    </div>
  );
}

function FilterOf({ id, title }: { id: ColumnId; title: string }) {
  const test = filters.value.get(id);
  const wrong = typeof test === "string" ? test : "";
  return (
    <input
      type="text"
      class={wrong ? "wrong" : ""}
      aria-label={`Filter ${title}`}
      aria-invalid={wrong !== ""}
      title={wrong || "<0.5, >=3, 0.1..0.5, or a regular expression"}
      placeholder="filter"
      spellcheck={false}
      autocomplete="off"
      value={view.tableFilters.value.get(id) ?? ""}
      onInput={(event) => setFilter(id, event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && setFilter(id, "")}
    />
  );
}
