/** What holds for every chart and is chosen less often: logarithmic x, outliers, linked zoom, the tooltip's order. */
import { useEffect, useRef, useState } from "preact/hooks";
import { settings } from "../settings";
import { whenLeft } from "../ui/leave";
import { Segmented } from "../ui/segmented";
import { Toggle } from "./axesform";
import { charts } from "./state";
import { unlink } from "./zoom";

const orders = [
  ["distance", "Nearness"],
  ["value", "Value"],
  ["name", "Name"],
] as const;

export function DisplayButton() {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  return (
    <div class="holds-popover" ref={ref}>
      <button
        type="button"
        class="ctl"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        Display ▾
      </button>
      {open && <Display />}
    </div>
  );
}

function Display() {
  const { logX, logXOther, trimmed, trimmedOther } = charts;
  const { linkedZoom, tipOrder } = settings;
  const linked = linkedZoom.value === "on";
  return (
    <div class="popover display" role="dialog" aria-label="Display">
      <h4>Every chart</h4>
      <div class="toggles">
        <Toggle
          label="Log x"
          on={logX.value}
          flip={() => {
            logX.value = !logX.value;
            logXOther.value = new Set();
          }}
        />
        <Toggle
          label="Hide outliers"
          on={trimmed.value}
          flip={() => {
            trimmed.value = !trimmed.value;
            trimmedOther.value = new Set();
          }}
        />
        <Toggle
          label="Zoom all together"
          on={linked}
          flip={() => {
            linkedZoom.value = linked ? "off" : "on";
            if (linked) unlink();
          }}
        />
      </div>
      <h4>Tooltip in order of</h4>
      <Segmented
        label="Tooltip in order of"
        options={orders}
        value={tipOrder.value}
        onChange={(order) => (tipOrder.value = order)}
      />
    </div>
  );
}
