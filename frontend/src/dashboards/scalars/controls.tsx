/** The bar above the cards: which tags, and how charts are drawn. */
import type { ReadonlySignal } from "@preact/signals";
import { ChartControls } from "../../charts/controls";
import { combine, matchesOf } from "../../charts/spec";
import type { Filter } from "../../filter";
import { FilterField } from "../../ui/field";
import { view } from "../../view";

export function Controls({ filter }: { filter: ReadonlySignal<Filter> }) {
  return (
    <section class="bar" aria-label="Chart controls">
      <FilterField id="tag-filter" label="Filter tags" shortcut="t" text={view.tagFilter} filter={filter} />
      {view.tagFilter.value && !filter.value.error && <TogetherButton />}
      <ChartControls />
    </section>
  );
}

/** What the tag filter finds, in one chart. */
function TogetherButton() {
  const found = matchesOf(view.tagFilter.value).length;
  return (
    <button
      type="button"
      class="ctl"
      disabled={found < 2}
      title="One chart of all tags that the filter finds"
      onClick={() => {
        combine([], view.tagFilter.peek());
        view.tagFilter.value = "";
      }}
    >
      In one chart
    </button>
  );
}
