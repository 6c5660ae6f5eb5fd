/** Ties a card's model to its chart: what is wanted, what is drawn, what the pointer does. */

import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { runsWith } from "../drawn";
import { link } from "../live";
import { Chart, type Handlers, type Pointer } from "../plot/chart";
import { placed } from "../plot/colours";
import type { Curve } from "../plot/curve";
import type { Kind, Size } from "../plot/options";
import { litRun, reveal } from "../selection";
import { dark } from "../settings";
import { useFail } from "../ui/boundary";
import { litTag } from "./legend";
import type { CardModel } from "./model";
import { painter } from "./painter";
import { axisOf, pinned, pinRange } from "./state";
import { hoveredGroup, linkedAt, point, reach } from "./tooltip";
import { zoomTo } from "./zoom";

const resizeSettles = 150;

interface Props {
  model: CardModel;
  chart: RefObject<Chart | null>;
}

export function PlotArea(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const { model } = props;
  const fail = useFail();
  useLayoutEffect(() => (host.current ? keepChart(host.current, props, fail) : undefined), [model]);
  return (
    <div class="plot">
      <div
        ref={host}
        style={{ position: "absolute", inset: 0 }}
        role="img"
        aria-label={`Chart of ${model.spec.title}`}
      />
      <State model={model} />
    </div>
  );
}

/** What stands in the place of a picture, or over it where something failed. */
function State({ model: { spec, sources } }: { model: CardModel }) {
  const lacking =
    spec.tags.length === 1
      ? "None of the runs that are on has this tag."
      : "None of the runs that are on has such a tag.";
  const empty = sources.every(({ revision }) => revision.value === 0);
  const failed = sources.filter(({ error, inSight }) => inSight && error.value);
  return (
    <>
      {!spec.tags.some((tag) => runsWith("scalars", tag).length) && (
        <div class="card-note">
          {spec.tags.length || !spec.remarks.length ? lacking : spec.remarks.join(" ")}
        </div>
      )}
      {empty && sources.some(({ waiting }) => waiting.value) && <div class="card-note quiet">…</div>}
      {failed.length > 0 && (empty || link.value !== "offline") && (
        <div class="card-error" role="alert">
          {failed[0]?.error.value}
          <button
            type="button"
            class="text-button"
            onClick={() => {
              for (const one of failed) one.retry();
            }}
          >
            Retry
          </button>
        </div>
      )}
    </>
  );
}

/** Makes the chart, keeps it up to date while the card is in view, and takes it down. */
function keepChart(host: HTMLElement, props: Props, fail: (error: unknown) => void): () => void {
  const { model, chart } = props;
  const { key } = model.spec;
  const size = signal<Size | null>(null);
  const width = signal(0);
  const { light, pin } = standing(props);
  const dress = () => {
    pin();
    light();
  };
  const make = (kind: Kind) => new Chart(host, kind, handlersFor(model, fail), size.peek() as Size);
  const paint = painter(chart, model, make, dress, fail);
  const stops = [
    effect(() => {
      link.value;
      if (!width.value) return;
      const wishes = model.wishes(width.value);
      untracked(() => model.want(wishes));
    }),
    effect(() => {
      if (width.value) paint();
    }),
    effect(light),
    effect(() => {
      dark.value;
      placed.value;
      untracked(() => chart.current?.redraw());
    }),
    effect(() => {
      const at = linkedAt.value;
      const here = at && at.key !== key && at.axis === axisOf(key) ? at.x : null;
      untracked(() => chart.current?.marks.link(here));
    }),
    effect(pin),
    followSize(host, size, width),
    effect(() => {
      const { width: w, height: h } = size.value ?? {};
      untracked(() => w && h && chart.current?.resize(w, h));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    model.rest();
    chart.current?.destroy();
    chart.current = null;
  };
}

/** What stands on a chart beside its picture: which curves are lit, which step or range is pinned. */
function standing({ model, chart }: Props) {
  const { key } = model.spec;
  const light = () => {
    const run = litRun.value;
    const group = hoveredGroup.value;
    const tag = litTag.value?.key === key ? litTag.value.tag : null;
    model.traces.value;
    const which = (curve: Curve) =>
      tag === null ? (curve.group ? curve.run === group : curve.run === run) : curve.tag === tag;
    const here = tag !== null || linkedAt.peek()?.key === key;
    untracked(() =>
      chart.current?.light(run === null && group === null && tag === null ? null : which, here),
    );
  };
  const pin = () => {
    const range = axisOf(key) === "tag" ? null : pinned.value;
    untracked(() => chart.current?.marks.pin(range));
  };
  return { light, pin };
}

function handlersFor(model: CardModel, fail: (error: unknown) => void): Handlers {
  const { key } = model.spec;
  return {
    fail,
    zoom: (range) => zoomTo(key, range),
    reset: () => zoomTo(key, null),
    hover: (pointer: Pointer | null) => point(model, pointer),
    click: ({ at, hits: [first] }, shift) => {
      if (!shift) {
        if (first && first.distance <= reach && !first.curve.group) reveal(first.curve.run);
      } else if (axisOf(key) !== "tag") pinRange([at, at]);
    },
    mark: (range) => {
      if (axisOf(key) !== "tag") pinRange(range);
    },
  };
}

/**
 * The chart follows at once; the data is asked for again when the size rests. The first size comes with the first frame:
 * to ask for it earlier would have the browser lay out the page for every card that appears.
 */
function followSize(host: HTMLElement, size: Signal<Size | null>, width: Signal<number>): () => void {
  let timer = 0;
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width: w, height: h } = entry.contentRect;
    size.value = { width: Math.round(w), height: Math.round(h) };
    clearTimeout(timer);
    const rest = () => {
      width.value = Math.round(w);
    };
    if (width.value) timer = window.setTimeout(rest, resizeSettles);
    else rest();
  });
  observer.observe(host);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
