/** Ties a card's model to its chart: what is wanted, what is drawn, what the pointer does. */
import { effect, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { painter } from "../../charts/painter";
import { pinned, pinRange } from "../../charts/state";
import { linkedAt } from "../../charts/tooltip";
import { zoomTo } from "../../charts/zoom";
import { runsWith } from "../../drawn";
import { link } from "../../live";
import { Chart, type Handlers } from "../../plot/chart";
import { placed } from "../../plot/colours";
import type { Kind } from "../../plot/options";
import { litRun, reveal } from "../../selection";
import { dark } from "../../settings";
import { useFail } from "../../ui/boundary";
import { view } from "../../view";
import type { DistributionModel } from "./model";
import { point, reach } from "./tooltip";

interface Props {
  model: DistributionModel;
  chart: RefObject<Chart | null>;
}

export function PlotArea({ model, chart }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const fail = useFail();
  useLayoutEffect(
    () => (host.current ? keepChart(host.current, { model, chart }, fail) : undefined),
    [model],
  );
  return (
    <div class="plot" data-drawn={drawn(model)}>
      <div
        ref={host}
        style={{ position: "absolute", inset: 0 }}
        role="img"
        aria-label={`Distributions of ${model.tag}`}
      />
      <State model={model} />
    </div>
  );
}

/** Rows in the picture, of histograms in the files. */
function drawn({ spreads }: DistributionModel): string | undefined {
  const all = spreads.value;
  if (!all.length) return undefined;
  const rows = all.reduce((n, { curve }) => n + curve.rows, 0);
  return `${rows} of ${all.reduce((n, { curve }) => n + curve.total, 0)}`;
}

function State({ model: { source, spreads, tag } }: { model: DistributionModel }) {
  const error = source.error.value;
  const empty = !spreads.value.length;
  if (!runsWith("histograms", tag).length)
    return <div class="card-note">None of the runs that are on has this tag.</div>;
  if (error && (empty || link.value !== "offline")) {
    return (
      <div class="card-error" role="alert">
        {error}
        <button type="button" class="text-button" onClick={() => source.retry()}>
          Retry
        </button>
      </div>
    );
  }
  if (empty) return source.waiting.value ? <div class="card-note quiet">…</div> : null;
  if (spreads.value.some(({ curve }) => curve.rows)) return null;
  const broken = spreads.value.find(({ percentiles }) => percentiles.unreadable.count);
  return (
    <div class="card-note">{broken?.percentiles.unreadable.first ?? "Only histograms of no value."}</div>
  );
}

/** Makes the chart, keeps it up to date while the card is in view, and takes it down. */
function keepChart(host: HTMLElement, { model, chart }: Props, fail: (error: unknown) => void): () => void {
  const { card, source } = model;
  model.width.value = host.clientWidth;
  const dress = () => {
    chart.current?.marks.pin(pinned.peek());
    const run = litRun.peek();
    chart.current?.light(run === null ? null : (curve) => curve.run === run, false);
  };
  const takeDown = () => {
    chart.current?.destroy();
    chart.current = null;
  };
  const make = (kind: Kind) => new Chart(host, kind, handlersFor(model, fail));
  const paint = painter(chart, model, make, dress, fail);
  const observer = new ResizeObserver(() => {
    chart.current?.resize(host.clientWidth, host.clientHeight);
    model.width.value = host.clientWidth;
  });
  observer.observe(host);
  const stops = [
    effect(() => {
      link.value;
      source.revision.value;
      const wish = model.wish();
      untracked(() => (wish ? source.want(wish) : source.rest()));
    }),
    effect(() => {
      if (model.picture.value.traces.some(({ curve }) => curve.rows)) paint();
      else untracked(takeDown);
    }),
    effect(() => {
      const run = litRun.value;
      const here = linkedAt.peek()?.key === card;
      untracked(() => chart.current?.light(run === null ? null : (curve) => curve.run === run, here));
    }),
    effect(() => {
      dark.value;
      placed.value;
      untracked(() => chart.current?.redraw());
    }),
    effect(() => {
      const at = linkedAt.value;
      const here = at && at.key !== card && at.axis === view.axis.value ? at.x : null;
      untracked(() => chart.current?.marks.link(here));
    }),
    effect(() => {
      const range = pinned.value;
      untracked(() => chart.current?.marks.pin(range));
    }),
    () => observer.disconnect(),
  ];
  return () => {
    for (const stop of stops) stop();
    source.rest();
    takeDown();
  };
}

function handlersFor(model: DistributionModel, fail: (error: unknown) => void): Handlers {
  const { card } = model;
  return {
    fail,
    zoom: (range) => zoomTo(card, range),
    reset: () => zoomTo(card, null),
    hover: (pointer) => point(model, pointer),
    click: ({ at, hits: [first] }, shift) => {
      if (shift) pinRange([at, at]);
      else if (first && first.distance <= reach) reveal(first.curve.run);
    },
    mark: (range) => pinRange(range),
  };
}
