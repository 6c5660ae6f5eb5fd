/** What a bar above charts ends with: which x axis, how smooth, which y axis, and a link to the view. */
import { groups } from "../groups";
import { Segmented } from "../ui/segmented";
import { Share } from "../ui/share";
import { setAxis, view } from "../view";
import { BandControls } from "./bandcontrols";
import { DisplayButton } from "./display";
import { Smoothing } from "./smoothing";
import { charts } from "./state";

export function ChartControls() {
  const log = view.logY.value;
  return (
    <>
      <AxisControl label="Horizontal axis" />
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
    </>
  );
}

/** What runs along the axis of time, on every tab. */
export function AxisControl({ label }: { label: string }) {
  return (
    <Segmented
      label={label}
      options={[
        ["step", "Step"],
        ["relative", "Relative"],
        ["wall", "Wall"],
      ]}
      value={view.axis.value}
      onChange={setAxis}
    />
  );
}

/** The axis of values, without what lies far out, on the tabs of histograms. */
export function TrimButton() {
  const { trimmed, trimmedOther } = charts;
  return (
    <button
      type="button"
      class="ctl"
      aria-pressed={trimmed.value}
      title="Axes that leave out the values farthest out"
      onClick={() => {
        trimmed.value = !trimmed.value;
        trimmedOther.value = new Set();
      }}
    >
      Hide outliers
    </button>
  );
}
