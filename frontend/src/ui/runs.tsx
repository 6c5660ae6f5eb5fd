/** The runs panel: filter, switches, the list, and what there is in all. */
import { facts, runNames } from "../listing";
import { count, terseCount, things } from "../plot/formats";
import { bounded, invert, matching, newestBound, runPattern, selectAll, shownNames } from "../selection";
import { settings } from "../settings";
import { passing, view } from "../view";
import { FilterField } from "./field";
import { IconButton } from "./icons";
import { Resizer } from "./resizer";
import { RunList } from "./runlist";

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
