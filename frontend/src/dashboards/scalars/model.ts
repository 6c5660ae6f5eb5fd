/** What is at hand for a card and how it is to be drawn: the card, its chart, its signs and its menu read it here. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Kind, Picture } from "../../plot/chart";
import { type Ink, inkOf } from "../../plot/colours";
import type { Curve, Trace } from "../../plot/curve";
import { fences } from "../../plot/outliers";
import { everywhere, type Limits } from "../../plot/scale";
import { type RunsWish, seriesOf, type TagSeries } from "./series";
import type { Spec } from "./spec";
import { axisOf, limitsOf, logOf, logXOf, trimmedOf } from "./state";
import { runsWith, wishFor } from "./wish";
import { zoomOf } from "./zoom";

/** In a chart of several tags the dash tells which one; colours stay the runs'. */
const tagDashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2.5], [9, 3, 2, 3]];

export class CardModel {
  readonly series: readonly TagSeries[];
  readonly traces: ReadonlySignal<readonly Trace[]>;
  /** The curves that answer the pointer. */
  readonly curves: ReadonlySignal<readonly Curve[]>;
  readonly kind: ReadonlySignal<Kind | null>;
  readonly picture: ReadonlySignal<Picture>;

  constructor(readonly spec: Spec) {
    this.series = spec.tags.map((tag) => seriesOf(spec.key, tag));
    this.traces = computed(() => this.series.flatMap((series, place) => this.tracesOf(series, place)));
    this.curves = computed(() => this.traces.value.flatMap(({ curve, faint }) => (faint ? [] : [curve])));
    this.kind = computed(() => this.kindNow());
    this.picture = computed(() => this.pictureNow());
  }

  /** What a chart of so many pixels asks for, tag by tag. */
  wishes(width: number): RunsWish[] {
    return this.spec.tags.map((tag) => wishFor(this.spec.key, tag, width));
  }

  want(wishes: readonly RunsWish[]): void {
    this.series.forEach((series, i) => {
      const wish = wishes[i];
      if (wish) series.want(wish);
    });
  }

  rest(): void {
    for (const series of this.series) series.rest();
  }

  private kindNow(): Kind | null {
    for (const { revision } of this.series) revision.value;
    const { key, right } = this.spec;
    const axis = this.series.find(({ shown }) => shown)?.shown?.axis;
    if (!axis) return null;
    return { axis, logX: axis === axisOf(key) && logXOf(key), logY: logOf(key), right: right.size > 0 };
  }

  private tracesOf(series: TagSeries, place: number): Trace[] {
    series.revision.value;
    if (series.shown?.axis !== this.kind.value?.axis) return [];
    const right = this.spec.right.has(series.tag);
    return series.curves(runsWith(series.tag)).map((curve) => ({
      curve,
      faint: curve.replaced,
      right,
      ink: () => this.inkFor(curve, place),
    }));
  }

  private inkFor({ run }: Curve, place: number): Ink {
    const ink = inkOf(run);
    return this.spec.tags.length > 1 ? { ...ink, dash: dashOf(place) } : ink;
  }

  private pictureNow(): Picture {
    const { key } = this.spec;
    const traces = this.traces.value;
    const zoom = this.kind.value?.axis === axisOf(key) ? zoomOf(key) : null;
    const limits = limitsOf(key);
    const left = traces.flatMap(({ curve, right }) => (right ? [] : [curve]));
    return {
      traces,
      zoom,
      limits: usable(limits.left, logOf(key)),
      rightLimits: usable(limits.right, logOf(key)),
      fences: trimmedOf(key) ? fences(left, zoom ?? everywhere, logOf(key)) : null,
    };
  }
}

/** Ends of zero and below wait until the axis is linear again. */
function usable([low, high]: Limits, log: boolean): Limits {
  const end = (bound: number | null) => (log && bound !== null && bound <= 0 ? null : bound);
  return [end(low), end(high)];
}

export function dashOf(place: number): readonly number[] {
  return tagDashes[place % tagDashes.length] ?? [];
}

/** Whether two pictures would be drawn alike; how ink looks is not part of it. */
export function alike(a: Picture, b: Picture): boolean {
  return (
    a.traces.length === b.traces.length &&
    a.traces.every((trace, i) => trace.curve === b.traces[i]?.curve && trace.right === b.traces[i]?.right) &&
    JSON.stringify([a.zoom, a.limits, a.rightLimits, a.fences]) ===
      JSON.stringify([b.zoom, b.limits, b.rightLimits, b.fences])
  );
}
