/** What a reader of a chart must know: values that are marked, left out, hidden or replaced, and how many. */
import { countNotPositive } from "../plot/draw";
import { count, things } from "../plot/formats";
import { countBeyond } from "../plot/outliers";
import { everywhere } from "../plot/scale";
import type { CardModel } from "./model";
import { charts, flip } from "./state";

/** Stands in the heading. */
export function Note({ model }: { model: CardModel }) {
  const curves = model.curves.value;
  const kind = model.kind.value;
  const odd = curves.reduce((n, { nonfinite }) => n + nonfinite, 0);
  const infinite = curves.some((curve) => curve.infinite > 0);
  const low = kind?.logY ? curves.reduce((n, curve) => n + countNotPositive(curve.min), 0) : 0;
  const early = kind?.logX ? curves.reduce((n, curve) => n + countNotPositive(curve.x), 0) : 0;
  const more = curves.some((curve) => curve.buckets) ? "+" : "";
  return (
    <>
      {odd > 0 && (
        <small title="Values that are NaN or infinite, marked with triangles">{`${count(odd)} ${infinite ? "not finite" : "NaN"}`}</small>
      )}
      {low > 0 && (
        <small class="warn" title="A logarithmic axis has no place for zero and below">
          {`${count(low)}${more} values ≤ 0 left out`}
        </small>
      )}
      {early > 0 && (
        <small class="warn" title="A logarithmic axis has no place for zero and below">
          {`${count(early)}${more} at x ≤ 0 left out`}
        </small>
      )}
    </>
  );
}

/** Stand under the heading, for some can be pressed; no line where there are none. */
export function Signs({ model }: { model: CardModel }) {
  const { key } = model.spec;
  const curves = model.curves.value;
  const { fences, zoom, traces } = model.picture.value;
  const left = traces.flatMap(({ curve, right, faint }) => (right || faint ? [] : [curve]));
  const hidden = fences ? countBeyond(left, zoom ?? everywhere, fences) : 0;
  const more = left.some((curve) => curve.buckets) ? "+" : "";
  const replaced = curves.reduce((n, { superseded }) => n + superseded, 0);
  const unmatched = curves.reduce((n, curve) => n + curve.unmatched, 0);
  const shown = charts.superseded.value.has(key);
  const remarks = model.spec.tags.length ? model.spec.remarks : [];
  if (!hidden && !replaced && !unmatched && !remarks.length) return null;
  return (
    <div class="signs">
      {remarks.map((remark) => (
        <span key={remark} class="warn" data-sign="remark" title={remark}>
          {remark}
        </span>
      ))}
      {hidden > 0 && (
        <button
          type="button"
          class="text-button warn"
          data-sign="outliers"
          title="Values farther than three interquartile ranges from the middle half; press to show them"
          onClick={() => flip(charts.trimmedOther, key)}
        >
          {`${things(hidden, "outlier").replace(" ", `${more} `)} hidden · show`}
        </button>
      )}
      {replaced > 0 && (
        <button
          type="button"
          class="text-button"
          data-sign="superseded"
          aria-pressed={shown}
          title="Points that a restart wrote again; faint when shown"
          onClick={() => flip(charts.superseded, key)}
        >
          {`${things(replaced, "superseded point")} · ${shown ? "hide" : "show"}`}
        </button>
      )}
      {unmatched > 0 && <Unmatched points={unmatched} bands={model.spec.margins !== null} />}
    </div>
  );
}

/** Points that lack what is to be drawn with them. */
function Unmatched({ points, bands }: { points: number; bands: boolean }) {
  const why = bands
    ? "A tag of the band has no value at their step"
    : "The tag along the bottom has no value at their step";
  return (
    <span data-sign="unmatched" title={why}>
      {`${things(points, "point")} without ${bands ? "a band" : "an x"}`}
    </span>
  );
}
