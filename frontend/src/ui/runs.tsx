/** The runs panel: filter, switches, the list, and what there is in all. */
import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { facts, runNames, runs } from "../listing";
import { count, moment, terseCount, things } from "../plot/formats";
import {
  bounded,
  invert,
  matching,
  newestBound,
  runPattern,
  selectAll,
  selectOnly,
  shownNames,
  toggle,
} from "../selection";
import { settings } from "../settings";
import { passing, view } from "../view";
import { FilterField } from "./field";
import { IconButton } from "./icons";
import { RunName, Swatch } from "./name";
import { Resizer } from "./resizer";
import { useWindow } from "./virtual";

const rowHeight = 26;

/** The row that keys act on. */
const active = signal(0);

export function RunsPanel() {
  return (
    <aside id="runs" class={passing.drawer.value ? "open" : ""} aria-label="Runs">
      <div class="aside-top">
        <FilterField
          id="run-filter"
          label="Filter runs"
          shortcut="/"
          text={view.runFilter}
          filter={runPattern}
        />
      </div>
      <Tools />
      {bounded.value && (
        <p class="panel-note">
          {`More than ${newestBound} runs: the newest ${newestBound}${runPattern.value.pattern ? " that match" : ""} start switched on.`}
        </p>
      )}
      <p class="column-title">{passing.column.value?.title}</p>
      <RunList />
      <Foot />
      <Resizer />
    </aside>
  );
}

function Tools() {
  const newest = settings.order.value === "newest";
  const listed = matching.value.length;
  const on = shownNames.value.size;
  const total = runNames.value.length;
  return (
    <div class="tools">
      <span data-count title={`${count(on)} on, ${count(listed)} match the filter, ${count(total)} in all`}>
        <b>{count(on)}</b> of {count(total)}
      </span>
      <button
        type="button"
        class="text-button"
        title="Switch on every listed run"
        onClick={() => selectAll(true)}
      >
        All
      </button>
      <button
        type="button"
        class="text-button"
        title="Switch off every listed run"
        onClick={() => selectAll(false)}
      >
        None
      </button>
      <button type="button" class="text-button" title="Switch every listed run over" onClick={invert}>
        Invert
      </button>
      <IconButton
        icon="sort"
        label={newest ? "Newest first; sort by name" : "Sorted by name; sort newest first"}
        onClick={() => {
          settings.order.value = newest ? "name" : "newest";
        }}
      />
    </div>
  );
}

function RunList() {
  const names = matching.value;
  const { ref, from, to, reveal, page } = useWindow(names.length, rowHeight);
  const pattern = runPattern.value.pattern?.source;
  useLayoutEffect(() => ref.current?.scrollTo(0, 0), [pattern]);
  const at = Math.min(active.value, names.length - 1);
  const go = (row: number) => {
    active.value = Math.max(0, Math.min(names.length - 1, row));
    reveal(active.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: names.length - 1,
    };
    const name = names[at];
    const row = moves[event.key];
    if (row !== undefined) go(row);
    else if (event.key === " " && name !== undefined) toggle([name], !shownNames.peek().has(name));
    else if (event.key === "Enter" && name !== undefined) selectOnly(name);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={ref}
      class="runs"
      id="run-list"
      role="listbox"
      tabIndex={0}
      aria-label="Runs"
      aria-multiselectable="true"
      aria-activedescendant={names.length ? `run-${at}` : undefined}
      onKeyDown={onKeyDown}
      onMouseLeave={() => {
        passing.hoveredRun.value = null;
      }}
    >
      <div class="rows" style={{ height: `${names.length * rowHeight}px` }}>
        {names.slice(from, to).map((name, i) => (
          <Row key={name} name={name} row={from + i} total={names.length} active={from + i === at} />
        ))}
      </div>
      {!names.length && runNames.value.length > 0 && <p class="panel-note">No run matches this filter.</p>}
    </div>
  );
}

function Row({
  name,
  row,
  total,
  active: isActive,
}: {
  name: string;
  row: number;
  total: number;
  active: boolean;
}) {
  const on = shownNames.value.has(name);
  const hot = passing.hoveredRun.value === name;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={`run-${row}`}
      class={`run${hot ? " hot" : ""}${isActive ? " active" : ""}`}
      role="option"
      aria-selected={on}
      aria-setsize={total}
      aria-posinset={row + 1}
      data-run={name}
      style={{ top: `${row * rowHeight}px` }}
      title={hint(name)}
      onClick={(event) => {
        if (event.shiftKey) toggle(between(active.peek(), row), !on);
        else if (event.detail < 2) toggle([name], !on);
        active.value = row;
      }}
      onDblClick={() => {
        toggle([name], !shownNames.peek().has(name));
        selectOnly(name);
      }}
      onMouseEnter={() => {
        passing.hoveredRun.value = name;
      }}
    >
      <Swatch run={name} />
      <RunName run={name} />
      {on && <u>{passing.column.value?.values.get(name)}</u>}
      <button
        type="button"
        class="only"
        tabIndex={-1}
        title="Show only this run; again to go back"
        onClick={(event) => {
          event.stopPropagation();
          selectOnly(name);
        }}
        onDblClick={(event) => event.stopPropagation()}
      >
        only
      </button>
    </div>
  );
}

function between(a: number, b: number): string[] {
  return matching.peek().slice(Math.min(a, b), Math.max(a, b) + 1);
}

function hint(name: string): string {
  const run = runs.peek().get(name);
  if (!run) return name;
  const started = run.start === null ? "" : `\nstarted ${moment(run.start)}`;
  return `${name}\n${things(run.points, "point")}${started}`;
}

function Foot() {
  const known = facts.value;
  if (!known) return null;
  return (
    <div class="foot">
      <span>{`${things(runNames.value.length, "run")} · ${terseCount(known.points)} points`}</span>
      {known.problems > 0 && (
        <button
          type="button"
          class="warn text-button"
          onClick={() => {
            passing.sheet.value = "problems";
          }}
        >
          {things(known.problems, "damaged record")}
        </button>
      )}
    </div>
  );
}
