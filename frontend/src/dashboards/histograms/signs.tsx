/** What a reader of a card must know, in its heading: what is not in the picture, and how much. */
import { terseCount, things } from "../../plot/formats";
import { view } from "../../view";
import { mostApart } from "./layout";
import type { Shown } from "./model";
import { sharesAxes } from "./state";

export function Signs({ shown, runs }: { shown: Shown; runs: number }) {
  const left = shown.scene.value?.leftOut;
  const hidden = !sharesAxes() && view.full.value !== shown.card ? runs - mostApart : 0;
  return (
    <>
      {hidden > 0 && (
        <small title="Full screen shows all runs">{`${mostApart} of ${things(runs, "run")}`}</small>
      )}
      {left && (
        <>
          <Sign
            name="nonfinite"
            n={left.odd}
            text="NaN"
            title="Values that are NaN or infinite lie in no bucket"
          />
          <Sign name="empty" n={left.empty} text="empty" title="Histograms of no value" />
          <Sign
            name="far"
            n={left.far}
            text="beyond ±1e300 left out"
            title="Values in buckets that reach too far out for an axis"
            warn
          />
          <Sign
            name="cut"
            n={left.cut}
            text="cut"
            title="Peaks more than four times as high as usual are cut"
          />
          {left.trimmed && (
            <small
              data-sign="outliers"
              title="Up to half a percent of the values lie beyond either end of the axis"
            >
              outliers hidden
            </small>
          )}
          <Sign
            name="timeless"
            n={left.timeless}
            text="without a time"
            title="Histograms whose wall time is not a number"
            warn
          />
          <Sign name="unreadable" n={left.unreadable} text="unreadable" title={left.reason} warn />
        </>
      )}
    </>
  );
}

function Sign(props: { name: string; n: number; text: string; title: string; warn?: boolean }) {
  if (!props.n) return null;
  return (
    <small class={props.warn ? "warn" : ""} data-sign={props.name} title={props.title}>
      {`${terseCount(props.n)} ${props.text}`}
    </small>
  );
}
