/** A row of the runs panel: a run, whose swatch is the check box, or what runs stand under. */
import { aliasOf, hiddenRuns, noteOf } from "../house";
import { runs } from "../listing";
import { groupInk } from "../plot/colours";
import { count, moment, things } from "../plot/formats";
import { hold, selectOnly, shownNames } from "../selection";
import type { Branch, RunItem } from "../tree";
import { passing } from "../view";
import { Icon, IconButton } from "./icons";
import { Name, RunName, Swatch } from "./name";
import { column } from "./runcolumn";
import { openMenu } from "./runmenu";

export const rowHeight = 26;
const indent = 14;

interface RowProps {
  readonly row: number;
  readonly total: number;
  readonly active: boolean;
  /** A click on the check box; `extend` where the Shift key was down. */
  readonly onSwitch: (row: number, extend: boolean) => void;
  /** A click on the name. */
  readonly onPick: (row: number) => void;
}

/** What both kinds of row have in common. */
function common({ row, total, active }: RowProps, depth: number) {
  return {
    id: `run-${row}`,
    "aria-setsize": total,
    "aria-posinset": row + 1,
    style: { top: `${row * rowHeight}px`, paddingLeft: `${depth * indent}px` },
    active: active ? " active" : "",
  };
}

export function RunRow({ item, tree, ...props }: RowProps & { item: RunItem; tree: boolean }) {
  const name = item.run;
  const on = shownNames.value.has(name);
  const held = passing.heldRun.value === name;
  const flash = passing.revealed.value?.run === name ? " flash" : "";
  const { active, ...place } = common(props, item.depth);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, takes the keys and names its active row
    // biome-ignore lint/a11y/noStaticElementInteractions: its role depends on where it stands
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
    <div
      {...place}
      class={`run${passing.hoveredRun.value === name ? " hot" : ""}${held ? " held" : ""}${hiddenRuns.value.has(name) ? " hidden-run" : ""}${active}${flash}`}
      {...{ role: tree ? "treeitem" : "option" }}
      aria-selected={on}
      aria-level={tree ? item.depth + 1 : undefined}
      data-run={name}
      title={hint(name)}
      onClick={(event) => event.detail < 2 && props.onPick(props.row)}
      onDblClick={() => {
        if (passing.heldRun.peek() === name) hold(null);
        selectOnly([name]);
      }}
      onMouseEnter={() => {
        passing.hoveredRun.value = name;
      }}
    >
      <Check {...props}>
        <Swatch run={name} />
      </Check>
      {item.label === null || aliasOf(name) ? (
        <RunName run={name} />
      ) : (
        <Name parts={{ lead: "", middle: "", telling: item.label, tail: "" }} />
      )}
      {noteOf(name) && <Icon name="note" />}
      {on && <u>{column.value?.of(name)}</u>}
      <Only runs={[name]} title="Show only this run; again to go back" />
      <More run={name} />
    </div>
  );
}

export function BranchRow({ branch, ...props }: RowProps & { branch: Branch }) {
  const on = branch.runs.reduce((sum, run) => sum + (shownNames.value.has(run) ? 1 : 0), 0);
  const state = on === 0 ? "none" : on === branch.runs.length ? "all" : "some";
  const { active, ...place } = common(props, branch.depth);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div
      {...place}
      class={`run branch${active}`}
      role="treeitem"
      aria-level={branch.depth + 1}
      aria-expanded={branch.open}
      aria-checked={state === "some" ? "mixed" : state === "all"}
      data-branch={branch.id}
      title={`${branch.label}\n${count(on)} of ${things(branch.runs.length, "run")} on`}
      onClick={() => props.onPick(props.row)}
    >
      <Check {...props}>
        <i
          class={`swatch ${state}`}
          style={{ "--c": branch.group ? groupInk(branch.id).colour : "var(--quiet)" }}
        />
      </Check>
      <span class="fold" aria-hidden="true" />
      <Name parts={{ lead: "", middle: "", telling: branch.label, tail: "" }} />
      <u class="count">{`${count(on)}/${count(branch.runs.length)}`}</u>
      <Only runs={branch.runs} title="Show only these runs; again to go back" />
    </div>
  );
}

/** The check box, with room around it to hit. */
function Check({ row, onSwitch, children }: RowProps & { children: preact.ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    // biome-ignore lint/a11y/noStaticElementInteractions: the row tells whether it is on
    <span
      class="check"
      onClick={(event) => {
        event.stopPropagation();
        onSwitch(row, event.shiftKey);
      }}
      onDblClick={(event) => event.stopPropagation()}
    >
      {children}
    </span>
  );
}

function Only({ runs, title }: { runs: readonly string[]; title: string }) {
  const only = (event: Event) => {
    event.stopPropagation();
    selectOnly(runs);
  };
  return (
    <button
      type="button"
      class="only"
      tabIndex={-1}
      title={title}
      onClick={only}
      onDblClick={(event) => event.stopPropagation()}
    >
      only
    </button>
  );
}

function More({ run }: { run: string }) {
  const more = (event: MouseEvent & { readonly currentTarget: HTMLElement }) => {
    event.stopPropagation();
    openMenu(run, event.currentTarget);
  };
  return <IconButton icon="more" class="more" label={`More about ${run}`} tab={-1} onClick={more} />;
}

function hint(name: string): string {
  const run = runs.peek().get(name);
  if (!run) return name;
  const started = run.start === null ? "" : `\nstarted ${moment(run.start)}`;
  const note = noteOf(name);
  return `${name}\n${things(run.points, "point")}${started}${note && `\n${note}`}`;
}
