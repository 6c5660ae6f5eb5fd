/** The rows of the table of operations that are in view, under heads that sort. */

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys

import { useEffect, useState } from "preact/hooks";
import { splitName } from "../../names";
import { Name } from "../../ui/name";
import { useWindow } from "../../ui/virtual";
import type { Column } from "./columns";
import { goTo } from "./going";
import type { Row } from "./rows";
import { graphs } from "./state";

const rowHeight = 26;
const headHeight = 28;

interface GridProps {
  length: number;
  /** A row by its place; null while it is on its way. */
  row: (place: number) => Row | null;
  /** Called with the places that are in view. */
  want: (from: number, to: number) => void;
  columns: readonly Column[];
  /** A column, with "-" before it for downwards. */
  sort: string;
  total: number;
}

export function Grid({ length, row, want, columns, sort, total }: GridProps) {
  const [active, setActive] = useState(0);
  const { ref, from, to, reveal, page } = useWindow(length, rowHeight, headHeight);
  useEffect(() => want(from, to));
  const at = Math.max(0, Math.min(active, length - 1));
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page };
    const to = { ...moves, Home: 0, End: length - 1 }[event.key];
    const chosen = row(at);
    if (to !== undefined) {
      const next = Math.max(0, Math.min(length - 1, to));
      setActive(next);
      reveal(next);
    } else if (event.key === "Enter" && chosen) choose(chosen);
    else return;
    event.preventDefault();
  };
  const widths = columns.slice(1).map(({ width }) => `${width}px`);
  const places = Array.from({ length: to - from }, (_, i) => from + i);
  return (
    <div
      ref={ref}
      class="table-body"
      role="grid"
      tabIndex={0}
      aria-label="Operations and what was measured of them"
      aria-rowcount={length + 1}
      aria-activedescendant={length ? `graph-row-${at}` : undefined}
      style={{ "--widths": widths.join(" ") }}
      onKeyDown={press}
    >
      <div class="table-rows" style={{ height: `${headHeight + length * rowHeight}px` }}>
        <div class="table-row column-heads" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <ColumnHead key={column.title} column={column} sort={sort} />
          ))}
        </div>
        {places.map((place) => (
          <Line
            key={place}
            row={row(place)}
            place={place}
            active={place === at}
            columns={columns}
            total={total}
            onClick={(chosen) => {
              setActive(place);
              choose(chosen);
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** A node is gone to; operations of a kind are searched for. */
function choose({ path, op }: Row): void {
  if (graphs.tableBy.peek() === "node") {
    if (path !== null) void goTo(path);
    return;
  }
  graphs.by.value = "op";
  graphs.regex.value = true;
  graphs.query.value = `^${op.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
}

/** Numbers are sorted from the greatest first. */
function ColumnHead({ column, sort }: { column: Column; sort: string }) {
  const { id, title, numeric, sortable } = column;
  const arrow = sort === id ? "↑" : sort === `-${id}` ? "↓" : "";
  const order = ({ "": "none", "↓": "descending", "↑": "ascending" } as const)[arrow];
  const [first, second] = numeric ? [`-${id}`, id] : [id, `-${id}`];
  return (
    <div role="columnheader" aria-sort={order} class={numeric ? "numeric" : ""} data-column={id}>
      <button
        type="button"
        disabled={!sortable}
        title={sortable ? `${title}: sort` : undefined}
        onClick={() => (graphs.tableSort.value = sort === first ? second : first)}
      >
        {title} {arrow}
      </button>
    </div>
  );
}

interface LineProps {
  row: Row | null;
  place: number;
  active: boolean;
  columns: readonly Column[];
  total: number;
  onClick: (row: Row) => void;
}

function Line({ row, place, active, columns, total, onClick }: LineProps) {
  const hot = row?.path != null && graphs.chosen.value === row.path;
  return (
    <div
      id={`graph-row-${place}`}
      class={`table-row run-line${active ? " active" : ""}${hot ? " hot" : ""}`}
      role="row"
      aria-rowindex={place + 2}
      data-operation={row?.name}
      style={{ top: `${headHeight + place * rowHeight}px` }}
      onClick={() => row && onClick(row)}
    >
      {columns.map(({ id, title, numeric, text }) => {
        const shown = row ? text(row, total) : "";
        return (
          <div
            key={title}
            role={id === "name" ? "rowheader" : "gridcell"}
            class={numeric ? "numeric" : ""}
            title={shown}
          >
            {id === "name" && row?.path ? <Name parts={splitName(shown, "", "")} /> : shown}
          </div>
        );
      })}
    </div>
  );
}
