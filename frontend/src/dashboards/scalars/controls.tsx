/** The bar above the cards: which tags, which x axis, how smooth, which y axis. */
import type { ReadonlySignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { shareLink } from "../../address";
import type { Filter } from "../../filter";
import { groups } from "../../groups";
import { copy } from "../../ui/clipboard";
import { FilterField } from "../../ui/field";
import { Segmented } from "../../ui/segmented";
import { setAxis, view } from "../../view";
import { BandControls } from "./bandcontrols";
import { DisplayButton } from "./display";
import { Smoothing } from "./smoothing";
import { combine, matchesOf } from "./spec";

export function Controls({ filter }: { filter: ReadonlySignal<Filter> }) {
  const log = view.logY.value;
  return (
    <section class="bar" aria-label="Chart controls">
      <FilterField id="tag-filter" label="Filter tags" shortcut="t" text={view.tagFilter} filter={filter} />
      {view.tagFilter.value && !filter.value.error && <TogetherButton />}
      <Segmented
        label="Horizontal axis"
        options={[
          ["step", "Step"],
          ["relative", "Relative"],
          ["wall", "Wall"],
        ]}
        value={view.axis.value}
        onChange={setAxis}
      />
      <Smoothing />
      <button
        type="button"
        class="ctl"
        aria-pressed={log}
        title="Logarithmic y axis on every chart"
        onClick={() => {
          view.logY.value = !log;
          view.logOther.value = new Set();
        }}
      >
        Log y
      </button>
      {groups.value && <BandControls />}
      <DisplayButton />
      <Share />
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

function Share() {
  const [said, setSaid] = useState("Share ↗");
  const share = async () => {
    setSaid((await copy(shareLink())) ? "Link copied" : "Copy the address bar");
    setTimeout(() => setSaid("Share ↗"), 2000);
  };
  return (
    <button
      type="button"
      class="ctl end"
      title="Copy a link to exactly this view"
      onClick={() => void share()}
    >
      {said}
    </button>
  );
}
