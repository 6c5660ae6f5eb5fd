/** The runs panel: filter, switches, the list, and what there is in all. */
import { hiddenRuns, houseTrouble } from "../house";
import { facts, runNames } from "../listing";
import { count, terseCount, things } from "../plot/formats";
import { bounded, invert, matching, newestBound, runPattern, selectAll, shownNames } from "../selection";
import { settings } from "../settings";
import { anyOpen, branching, foldAll } from "../tree";
import { passing, view } from "../view";
import { FilterField } from "./field";
import { GroupButton } from "./groups";
import { IconButton } from "./icons";
import { Resizer } from "./resizer";
import { column } from "./runcolumn";
import { RunList } from "./runlist";
import { RunMenu } from "./runmenu";
import { SortButton } from "./runsort";

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
      <Arrangement />
      <RunList />
      <Foot />
      <Resizer />
      <RunMenu />
    </aside>
  );
}

function Tools() {
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
    </div>
  );
}

function Arrangement() {
  const { arrange } = settings;
  const tree = arrange.value === "tree";
  return (
    <div class="arrangement">
      <SortButton />
      <IconButton
        icon="tree"
        label="As a tree of directories"
        pressed={tree}
        disabled={view.groupBy.value !== ""}
        onClick={() => {
          arrange.value = tree ? "list" : "tree";
        }}
      />
      <GroupButton />
      {branching.value && (
        <IconButton
          icon="fold"
          label={anyOpen.value ? "Fold all" : "Unfold all"}
          onClick={() => foldAll(!anyOpen.peek())}
        />
      )}
      <IconButton
        icon="table"
        label="Runs table"
        pressed={view.table.value}
        onClick={() => {
          view.table.value = !view.table.peek();
          passing.drawer.value = false;
        }}
      />
      <p class="column-title" title={column.value?.title}>
        {column.value?.title}
      </p>
    </div>
  );
}

function Foot() {
  const known = facts.value;
  const hidden = runNames.value.reduce((sum, run) => sum + (hiddenRuns.value.has(run) ? 1 : 0), 0);
  if (!known) return null;
  return (
    <div class="foot">
      <span>{`${things(runNames.value.length, "run")} · ${terseCount(known.points)} points`}</span>
      {hidden > 0 && (
        <button
          type="button"
          class="text-button"
          aria-pressed={view.hiddenShown.value}
          onClick={() => {
            view.hiddenShown.value = !view.hiddenShown.peek();
          }}
        >
          {view.hiddenShown.value ? `hide ${count(hidden)} again` : `${count(hidden)} hidden`}
        </button>
      )}
      {houseTrouble.value && (
        <span class="warn" title={houseTrouble.value}>
          {houseTrouble.value}
        </span>
      )}
      {known.problems > 0 && (
        <button
          type="button"
          class="warn text-button"
          onClick={() => {
            passing.sheet.value = "problems";
          }}
        >
          {things(known.problems, "problem")}
        </button>
      )}
    </div>
  );
}
