/** The runs table: a row a run, columns of last values, extremes, hyper-parameters and facts, beneath the charts. */

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys

import { signal } from "@preact/signals";
import { cellText, isNumeric } from "../cells";
import { runNames } from "../listing";
import { count, things } from "../plot/formats";
import { hold, matching, selectOnly, shownNames, toggle } from "../selection";
import { type ColumnId, cell, columnsShown, tableTrouble } from "../table";
import { passing, view } from "../view";
import { IconButton } from "./icons";
import { RunName, Swatch } from "./name";
import { ColumnsButton } from "./runtablecolumns";
import { saveCsv } from "./runtablefile";
import { HeightGrip } from "./runtablegrip";
import { HeadRow } from "./runtablehead";
import { rows } from "./runtablerows";
import { useWindow } from "./virtual";
import "./runtable.css";

const rowHeight = 26;
const headHeight = 70;
const active = signal(0);

export function RunTable() {
  return (
    <section class="run-table" aria-label="Runs table">
      <HeightGrip />
      <Head />
      <Body />
    </section>
  );
}

function Head() {
  const listed = rows.value;
  return (
    <div class="table-head">
      <h2>Runs</h2>
      <span class="quiet" data-table-count>
        {`${count(listed.length)} of ${things(runNames.value.length, "run")}`}
      </span>
      {tableTrouble.value && <span class="warn">{tableTrouble.value}</span>}
      <div class="end">
        {view.tableFilters.value.size > 0 && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              view.tableFilters.value = new Map();
            }}
          >
            Clear the filters
          </button>
        )}
        <button
          type="button"
          class="text-button"
          title="Leave on just the runs that are listed here; again to go back"
          onClick={() => selectOnly(rows.peek())}
        >
          Only these
        </button>
        <button type="button" class="text-button" onClick={() => saveCsv(rows.peek(), columnsShown.peek())}>
          CSV
        </button>
        <ColumnsButton />
        <IconButton
          icon="close"
          label="Close the runs table"
          onClick={() => {
            view.table.value = false;
          }}
        />
      </div>
    </div>
  );
}

function Body() {
  const listed = rows.value;
  const columns = columnsShown.value;
  const { ref, from, to, reveal, page } = useWindow(listed.length, rowHeight, headHeight);
  const at = Math.min(active.value, listed.length - 1);
  return (
    <div
      ref={ref}
      class="table-body"
      role="grid"
      tabIndex={0}
      aria-label="Runs and their values"
      aria-multiselectable="true"
      aria-rowcount={listed.length + 1}
      aria-activedescendant={listed.length ? `table-run-${at}` : undefined}
      style={{ "--columns": columns.length }}
      onKeyDown={(event) => press(event, at, page, reveal)}
      onMouseLeave={() => {
        passing.hoveredRun.value = null;
      }}
    >
      <div class="table-rows" style={{ height: `${headHeight + listed.length * rowHeight}px` }}>
        <HeadRow columns={columns} />
        {listed.slice(from, to).map((run, i) => (
          <Row key={run} run={run} row={from + i} active={from + i === at} columns={columns} />
        ))}
      </div>
      {!listed.length && (
        <p class="panel-note">
          {matching.value.length
            ? "No run passes the columns' filters."
            : "No run matches the filter at the left."}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly run: string;
  readonly row: number;
  readonly active: boolean;
  readonly columns: readonly ColumnId[];
}

function Row({ run, row, active: isActive, columns }: RowProps) {
  const on = shownNames.value.has(run);
  const hot = passing.hoveredRun.value === run || passing.heldRun.value === run;
  return (
    <div
      id={`table-run-${row}`}
      class={`table-row run-line${hot ? " hot" : ""}${isActive ? " active" : ""}`}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={on}
      data-table-run={run}
      style={{ top: `${headHeight + row * rowHeight}px` }}
      onClick={() => {
        active.value = row;
        hold(run);
      }}
      onMouseEnter={() => {
        passing.hoveredRun.value = run;
      }}
    >
      <div role="rowheader" class="who" title={run}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the row tells whether it is on */}
        <span
          class="check"
          onClick={(event) => {
            event.stopPropagation();
            switchRow(row, event.shiftKey);
          }}
        >
          <Swatch run={run} />
        </span>
        <RunName run={run} />
      </div>
      {columns.map((id) => {
        const text = cellText(id, cell(id, run));
        return (
          <div key={id} role="gridcell" class={isNumeric(id) ? "numeric" : ""} title={text}>
            {text}
          </div>
        );
      })}
    </div>
  );
}

/** Switches a run over, or with Shift all from the active one to it, alike. */
function switchRow(row: number, extend: boolean): void {
  const listed = rows.peek();
  const run = listed[row];
  if (run === undefined) return;
  const [first = row, last = row] = extend ? [active.peek(), row].sort((a, b) => a - b) : [];
  toggle(listed.slice(first, last + 1), !shownNames.peek().has(run));
  active.value = row;
}

function press(event: KeyboardEvent, at: number, page: number, reveal: (row: number) => void): void {
  if (event.target !== event.currentTarget) return;
  const run = rows.peek()[at];
  const last = rows.peek().length - 1;
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const row = moves[event.key];
  if (row !== undefined) {
    active.value = Math.max(0, Math.min(last, row));
    reveal(active.value);
  } else if (event.key === " ") switchRow(at, event.shiftKey);
  else if (event.key === "Enter" && run !== undefined) selectOnly([run]);
  else if (event.key === "h" && run !== undefined) hold(run);
  else return;
  event.preventDefault();
}
