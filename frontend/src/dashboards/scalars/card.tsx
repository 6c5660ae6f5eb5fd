/** One tag's chart with its title and buttons. What is not in view is an empty frame of the same size. */
import { useMemo, useRef } from "preact/hooks";
import type { Chart } from "../../plot/chart";
import type { Curve } from "../../plot/curve";
import { countNotPositive } from "../../plot/draw";
import { count } from "../../plot/formats";
import { TagName } from "../../ui/name";
import { useVisible } from "../../ui/visible";
import { view } from "../../view";
import { cardKey } from "./actions";
import { pointedAt } from "./lastvalues";
import { PlotArea } from "./plotarea";
import { seriesOf } from "./series";
import { CardTools } from "./tools";
import { logOf, runsWith } from "./wish";

export function Card({ tag }: { tag: string }) {
  const ref = useRef<HTMLElement>(null);
  const chart = useRef<Chart | null>(null);
  const full = view.full.value === tag;
  const visible = useVisible(ref) || full;
  const series = useMemo(() => (visible ? seriesOf(tag) : null), [tag, visible]);
  series?.revision.value;
  const curves = series?.curves(runsWith(tag)) ?? [];
  return (
    <article
      ref={ref}
      class="card-slot"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the card that has the focus
      tabIndex={0}
      data-card={tag}
      data-drawn={series ? drawn(curves) : undefined}
      aria-label={tag}
      onKeyDown={(event) => cardKey(event, tag)}
      onPointerEnter={() => {
        pointedAt.value = tag;
      }}
    >
      <div class={full ? "card full" : "card"}>
        {series && (
          <>
            <Title tag={tag} curves={curves} />
            <PlotArea tag={tag} series={series} chart={chart} />
            <CardTools tag={tag} curves={curves} chart={chart} />
          </>
        )}
      </div>
    </article>
  );
}

function Title({ tag, curves }: { tag: string; curves: readonly Curve[] }) {
  return (
    <h3 title={tag}>
      <TagName tag={tag} />
      <Note curves={curves} log={logOf(tag)} />
    </h3>
  );
}

/** Rows on the canvas of points in the files. */
function drawn(curves: readonly Curve[]): string {
  const sum = (pick: (curve: Curve) => number) => curves.reduce((n, curve) => n + pick(curve), 0);
  return `${sum((curve) => curve.rows)} of ${sum((curve) => curve.total)}`;
}

/** What a reader of the curves must know: values that have no place on the axis. */
function Note({ curves, log }: { curves: readonly Curve[]; log: boolean }) {
  const odd = curves.reduce((n, { nonfinite }) => n + nonfinite, 0);
  const hidden = log ? curves.reduce((n, curve) => n + countNotPositive(curve), 0) : 0;
  const thinned = curves.some((curve) => curve.thinned);
  return (
    <>
      {odd > 0 && (
        <small title="Values that are NaN or infinite, marked with triangles">{`${count(odd)} NaN`}</small>
      )}
      {hidden > 0 && (
        <small class="warn" title="A logarithmic axis has no place for zero and below">
          {`${count(hidden)}${thinned ? "+" : ""} values ≤ 0 left out`}
        </small>
      )}
    </>
  );
}
