/** The list of runs: only the rows in view exist, and one of them is the one that keys act on. */
import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { runNames } from "../listing";
import { matching, runPattern, selectOnly, shownNames, toggle } from "../selection";
import { passing } from "../view";
import { RunRow, rowHeight } from "./runrow";
import { useWindow } from "./virtual";

const active = signal(0);

export function RunList() {
  const names = matching.value;
  const { ref, from, to, reveal, page } = useWindow(names.length, rowHeight);
  const pattern = runPattern.value.pattern?.source;
  useLayoutEffect(() => ref.current?.scrollTo(0, 0), [pattern]);
  const at = Math.min(active.value, names.length - 1);
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
      onKeyDown={(event) => press(event, at, page, reveal)}
      onMouseLeave={() => {
        passing.hoveredRun.value = null;
      }}
    >
      <div class="rows" style={{ height: `${names.length * rowHeight}px` }}>
        {names.slice(from, to).map((name, i) => (
          <RunRow
            key={name}
            name={name}
            row={from + i}
            total={names.length}
            active={from + i === at}
            onPick={pick}
          />
        ))}
      </div>
      {!names.length && runNames.value.length > 0 && <p class="panel-note">No run matches this filter.</p>}
    </div>
  );
}

/** Switches a run over, or with Shift all from the active one to it, alike. */
function pick(row: number, extend: boolean): void {
  const names = matching.peek();
  const name = names[row];
  if (name === undefined) return;
  const [first, last] = extend ? [active.peek(), row].sort((a, b) => a - b) : [row, row];
  toggle(names.slice(first, (last ?? row) + 1), !shownNames.peek().has(name));
  active.value = row;
}

function press(event: KeyboardEvent, at: number, page: number, reveal: (row: number) => void): void {
  const last = matching.peek().length - 1;
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const row = moves[event.key];
  const name = matching.peek()[at];
  if (row !== undefined) {
    active.value = Math.max(0, Math.min(last, row));
    reveal(active.value);
  } else if (event.key === " ") pick(at, false);
  else if (event.key === "Enter" && name !== undefined) selectOnly(name);
  else return;
  event.preventDefault();
}
