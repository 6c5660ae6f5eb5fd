/** The Distributions tab: a chart of percentiles for each tag of histograms. */
import { AxisControl, TrimButton } from "../../charts/controls";
import { drawnTags } from "../../drawn";
import { TagPage } from "../../ui/tagpage";
import { view } from "../../view";
import { DistributionCard } from "./card";
import "./distributions.css";
import { Tooltip } from "./tooltip";

export function Distributions() {
  return (
    <>
      <TagPage
        kind="distributions"
        tags={drawnTags("histograms").value}
        noun="distribution"
        controls={<Controls />}
        Card={DistributionCard}
      />
      <Tooltip />
    </>
  );
}

function Controls() {
  const log = view.logY.value;
  return (
    <>
      <AxisControl label="Horizontal axis" />
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
      <TrimButton />
    </>
  );
}
