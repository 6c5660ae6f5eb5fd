/** What a bar above charts ends with: which x axis, how smooth, which y axis, and a link to the view. */
import { useState } from "preact/hooks";
import { shareLink } from "../address";
import { groups } from "../groups";
import { copy } from "../ui/clipboard";
import { Segmented } from "../ui/segmented";
import { setAxis, view } from "../view";
import { BandControls } from "./bandcontrols";
import { DisplayButton } from "./display";
import { Smoothing } from "./smoothing";

export function ChartControls() {
  const log = view.logY.value;
  return (
    <>
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
    </>
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
