/** Ties a card's series to its chart: what is wanted, what is drawn, what the pointer does. */
import { effect, signal, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { same } from "../../listing";
import { link } from "../../live";
import { Chart, type Picture, type Pointer } from "../../plot/chart";
import { placed } from "../../plot/colours";
import { litRun } from "../../selection";
import { dark } from "../../settings";
import { type Range, setZoom, view } from "../../view";
import type { TagSeries } from "./series";
import { point } from "./tooltip";
import { logOf, runsWith, wishFor } from "./wish";

const resizeSettles = 150;

interface Props {
  tag: string;
  series: TagSeries;
  chart: RefObject<Chart | null>;
}

export function PlotArea(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (host.current ? keepChart(host.current, props) : undefined), [props.series]);
  const { series, tag } = props;
  const empty = series.revision.value === 0;
  return (
    <div class="plot">
      <div ref={host} style={{ position: "absolute", inset: 0 }} role="img" aria-label={`Chart of ${tag}`} />
      {!runsWith(tag).length && <div class="card-note">None of the runs that are on has this tag.</div>}
      {empty && series.waiting.value && <div class="card-note quiet">…</div>}
      {series.error.value && (empty || link.value !== "offline") && (
        <div class="card-error" role="alert">
          {series.error.value}
          <button type="button" class="text-button" onClick={() => series.retry()}>
            Retry
          </button>
        </div>
      )}
    </div>
  );
}

/** Makes the chart, keeps it up to date while the card is in view, and takes it down. */
function keepChart(host: HTMLElement, props: Props): () => void {
  const { tag, series, chart } = props;
  const width = signal(host.clientWidth);
  const stops = [
    effect(() => {
      link.value;
      const wish = wishFor(tag, width.value);
      untracked(() => series.want(wish));
    }),
    effect(painter(host, props)),
    effect(() => {
      const run = litRun.value;
      series.revision.value;
      untracked(() => chart.current?.light(run));
    }),
    effect(() => {
      dark.value;
      placed.value;
      untracked(() => chart.current?.redraw());
    }),
    followSize(host, (w, h) => chart.current?.resize(w, h), width),
  ];
  return () => {
    for (const stop of stops) stop();
    series.rest();
    chart.current?.destroy();
    chart.current = null;
  };
}

/** Shows what is at hand; the chart is made anew where its axes are of another kind. */
function painter(host: HTMLElement, { tag, series, chart }: Props): () => void {
  const handlers = {
    zoom: (range: Range) => setZoom(tag, range),
    reset: () => setZoom(tag, null),
    hover: (pointer: Pointer | null) => point(tag, pointer),
  };
  let kind = "";
  let before: Picture | null = null;
  return () => {
    series.revision.value;
    const { axis } = series;
    const log = logOf(tag);
    const curves = series.curves(runsWith(tag));
    const zoom = axis === view.axis.value ? (view.zooms.value.get(tag) ?? null) : null;
    if (!axis) return;
    if (!chart.current || kind !== `${axis}${log}`) {
      chart.current?.destroy();
      chart.current = new Chart(host, axis, log, handlers);
      kind = `${axis}${log}`;
      before = null;
    }
    if (before?.zoom === zoom && same(before.curves, curves)) return;
    before = { curves, zoom };
    untracked(() => chart.current?.show({ curves, zoom }));
  };
}

/** The chart follows at once; the data is asked for again when the size rests. */
function followSize(
  host: HTMLElement,
  resize: (width: number, height: number) => void,
  width: { value: number },
): () => void {
  let timer = 0;
  const observer = new ResizeObserver(() => {
    resize(host.clientWidth, host.clientHeight);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      width.value = host.clientWidth;
    }, resizeSettles);
  });
  observer.observe(host);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
