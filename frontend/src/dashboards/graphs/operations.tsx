/** The table of a graph's operations beneath it: by operation or by node, sorted by a click on a head, as CSV. */

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys

import { useMemo, useState } from "preact/hooks";
import { fileName, hand } from "../../charts/save";
import { csvLines } from "../../csv";
import { microseconds, things } from "../../plot/formats";
import { useFetched } from "../../ui/fetched";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import { useWindow } from "../../ui/virtual";
import "../../ui/runtable.css";
import { goTo } from "./going";
import { entry, fullTitleOf, session, source } from "./listed";
import { fetchOperations } from "./request";
import { columnsShown, type Row, rowsOf, sorted, type TableColumn, totalTime } from "./rows";
import { graphs } from "./state";

const rowHeight = 26;
const headHeight = 28;

export function Operations() {
  const [of, run] = [source.value, session.value];
  const fetched = useFetched(JSON.stringify([of, run]), (signal) => fetchOperations(of, run, signal));
  const [by, sort] = [graphs.tableBy.value, graphs.tableSort.value];
  const rows = useMemo(
    () => (fetched.value ? sorted(rowsOf(fetched.value, by), sort) : []),
    [fetched.value, by, sort],
  );
  const total = useMemo(() => totalTime(rows), [rows]);
  return (
    <section class="graph-operations" aria-label="Operations">
      <Head rows={rows} total={total} />
      {fetched.error ? (
        <p class="panel-note warn" role="alert">
          {fetched.error}
        </p>
      ) : (
        <Body rows={rows} total={total} />
      )}
    </section>
  );
}

function Head({ rows, total }: { rows: readonly Row[]; total: number }) {
  return (
    <div class="table-head">
      <h2>Operations</h2>
      <Segmented
        label="A row for each"
        options={[
          ["op", "By operation"],
          ["node", "By node"],
        ]}
        value={graphs.tableBy.value}
        onChange={(by) => (graphs.tableBy.value = by)}
      />
      <span class="quiet" data-table-count>
        {things(rows.length, "row")}
        {total > 0 && `, ${microseconds(total)} in ${session.value}`}
      </span>
      <div class="end">
        <button type="button" class="text-button" disabled={!rows.length} onClick={() => save(rows)}>
          CSV
        </button>
        <IconButton icon="close" label="Close the table" onClick={() => (graphs.table.value = false)} />
      </div>
    </div>
  );
}

/** Numbers as they are: microseconds and bytes. */
function save(rows: readonly Row[]): void {
  const columns = columnsShown.peek().filter(({ id }) => id !== "share");
  const units: Partial<Record<string, string>> = { time: " (µs)", memory: " (bytes)" };
  const head = columns.map(({ id, title }) => `${title}${units[id] ?? ""}`);
  const lines = rows.map((row) => columns.map(({ id }) => String(row[id as keyof Row] ?? "")));
  const of = entry.peek();
  const name = fileName(`operations of ${of ? fullTitleOf(of) : "a graph"} ${session.peek()}`.trim());
  hand(new Blob([csvLines([head, ...lines])], { type: "text/csv" }), `${name}.csv`);
}

function Body({ rows, total }: { rows: readonly Row[]; total: number }) {
  const columns = columnsShown.value;
  const [active, setActive] = useState(0);
  const { ref, from, to, reveal, page } = useWindow(rows.length, rowHeight, headHeight);
  const at = Math.min(active, rows.length - 1);
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (row !== undefined) {
      const next = Math.max(0, Math.min(rows.length - 1, row));
      setActive(next);
      reveal(next);
    } else if (event.key === "Enter" && rows[at]) choose(rows[at]);
    else return;
    event.preventDefault();
  };
  const widths = columns.slice(1).map(({ width }) => `${width}px`);
  return (
    <div
      ref={ref}
      class="table-body"
      role="grid"
      tabIndex={0}
      aria-label="Operations and what was measured of them"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rows.length ? `graph-row-${at}` : undefined}
      style={{ "--widths": widths.join(" ") }}
      onKeyDown={press}
    >
      <div class="table-rows" style={{ height: `${headHeight + rows.length * rowHeight}px` }}>
        <div class="table-row column-heads" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <ColumnHead key={column.title} column={column} />
          ))}
        </div>
        {rows.slice(from, to).map((row, i) => (
          <Line
            key={row.name}
            row={row}
            place={from + i}
            active={from + i === at}
            total={total}
            onClick={() => {
              setActive(from + i);
              choose(row);
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** A node is gone to; an operation is searched for. */
function choose(row: Row): void {
  if (graphs.tableBy.peek() === "node") void goTo(row.name);
  else {
    graphs.by.value = "op";
    graphs.regex.value = true;
    graphs.query.value = `^${row.op.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  }
}

function ColumnHead({ column: { id, title, numeric } }: { column: TableColumn }) {
  const sort = graphs.tableSort.value;
  const arrow = sort === id ? "↑" : sort === `-${id}` ? "↓" : "";
  const order = ({ "": "none", "↓": "descending", "↑": "ascending" } as const)[arrow];
  const first = numeric ? `-${id}` : id;
  return (
    <div role="columnheader" aria-sort={order} class={numeric ? "numeric" : ""} data-column={id}>
      <button
        type="button"
        title={`${title}: sort`}
        onClick={() => (graphs.tableSort.value = sort === first ? (numeric ? id : `-${id}`) : first)}
      >
        {title} {arrow}
      </button>
    </div>
  );
}

function Line(props: { row: Row; place: number; active: boolean; total: number; onClick: () => void }) {
  const { row, place, active, total } = props;
  return (
    <div
      id={`graph-row-${place}`}
      class={`table-row run-line${active ? " active" : ""}${graphs.chosen.value === row.name ? " hot" : ""}`}
      role="row"
      aria-rowindex={place + 2}
      data-operation={row.name}
      style={{ top: `${headHeight + place * rowHeight}px` }}
      onClick={props.onClick}
    >
      {columnsShown.value.map(({ id, title, numeric, text }) => (
        <div
          key={title}
          role={id === "name" ? "rowheader" : "gridcell"}
          class={numeric ? "numeric" : ""}
          title={text(row, total)}
        >
          {text(row, total)}
        </div>
      ))}
    </div>
  );
}
