/** The Histograms tab: a card for each tag. */
import { useEffect } from "preact/hooks";
import { AxisControl, TrimButton } from "../../charts/controls";
import { countColumns } from "../../charts/stage";
import { drawnTags } from "../../drawn";
import { settings } from "../../settings";
import { Segmented } from "../../ui/segmented";
import { LinkSteps } from "../../ui/stepslider";
import { TagPage } from "../../ui/tagpage";
import { view } from "../../view";
import { HistogramCard } from "./card";
import "./histograms.css";
import { setMode, setTogether, state } from "./state";
import { Tooltip } from "./tooltip";

export function Histograms() {
  // Without a section that is open there is no grid to count in.
  useEffect(countColumns, [
    drawnTags("histograms").value,
    view.collapsed.value,
    view.tagFilter.value,
    settings.cards.value,
  ]);
  return (
    <>
      <TagPage kind="histograms" noun="histogram" controls={<Controls />} Card={HistogramCard} />
      <Tooltip />
    </>
  );
}

function Controls() {
  const heat = state.mode.value === "heat";
  const together = state.together.value && !heat;
  return (
    <>
      <Segmented
        label="How histograms are drawn"
        options={[
          ["offset", "Offset"],
          ["overlay", "Overlay"],
          ["heat", "Heat map"],
          ["single", "One step"],
        ]}
        value={state.mode.value}
        onChange={setMode}
      />
      <AxisControl label="Axis of time" />
      <button
        type="button"
        class="ctl"
        aria-pressed={together}
        disabled={heat}
        title={
          heat ? "A heat map has room for one run" : "The runs of a tag on the same axes, or side by side"
        }
        onClick={() => setTogether(!together)}
      >
        Runs together
      </button>
      <TrimButton />
      <LinkSteps />
    </>
  );
}
