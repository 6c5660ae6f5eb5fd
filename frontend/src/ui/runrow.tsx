/** One run in the list: its swatch is the check box, its name, and a value that a dashboard may give. */
import { runs } from "../listing";
import { moment, things } from "../plot/formats";
import { selectOnly, shownNames, toggle } from "../selection";
import { passing } from "../view";
import { RunName, Swatch } from "./name";

export const rowHeight = 26;

interface RowProps {
  readonly name: string;
  readonly row: number;
  readonly total: number;
  readonly active: boolean;
  /** A click on the row; `extend` where the Shift key was down. */
  readonly onPick: (row: number, extend: boolean) => void;
}

export function RunRow({ name, row, total, active, onPick }: RowProps) {
  const on = shownNames.value.has(name);
  const hot = passing.hoveredRun.value === name;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={`run-${row}`}
      class={`run${hot ? " hot" : ""}${active ? " active" : ""}`}
      role="option"
      aria-selected={on}
      aria-setsize={total}
      aria-posinset={row + 1}
      data-run={name}
      style={{ top: `${row * rowHeight}px` }}
      title={hint(name)}
      onClick={(event) => event.detail < 2 && onPick(row, event.shiftKey)}
      onDblClick={() => onlyAfterClick(name)}
      onMouseEnter={() => {
        passing.hoveredRun.value = name;
      }}
    >
      <Swatch run={name} />
      <RunName run={name} />
      {on && <u>{passing.column.value?.values.get(name)}</u>}
      <Only name={name} />
    </div>
  );
}

/** The first click of a double click has switched the run over; that is taken back before. */
function onlyAfterClick(name: string): void {
  toggle([name], !shownNames.peek().has(name));
  selectOnly(name);
}

function Only({ name }: { name: string }) {
  const only = (event: Event) => {
    event.stopPropagation();
    selectOnly(name);
  };
  return (
    <button
      type="button"
      class="only"
      tabIndex={-1}
      title="Show only this run; again to go back"
      onClick={only}
      onDblClick={(event) => event.stopPropagation()}
    >
      only
    </button>
  );
}

function hint(name: string): string {
  const run = runs.peek().get(name);
  if (!run) return name;
  const started = run.start === null ? "" : `\nstarted ${moment(run.start)}`;
  return `${name}\n${things(run.points, "point")}${started}`;
}
