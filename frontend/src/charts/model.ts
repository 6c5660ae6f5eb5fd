/** What is at hand for a card and how it is to be drawn: the card, its chart, its signs and its menu read it here. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { runsWith } from "../drawn";
import { groups } from "../groups";
import type { Kind, Picture } from "../plot/chart";
import { type Ink, inkOf } from "../plot/colours";
import type { Curve, Trace } from "../plot/curve";
import { fences } from "../plot/outliers";
import { everywhere, type Limits } from "../plot/scale";
import type { BandSeries, GroupsWish } from "./bands";
import type { RunsWish, TagSeries } from "./series";
import { bandsOf, seriesOf } from "./sources";
import type { Spec } from "./spec";
import { axisOf, charts, limitsOf, logOf, logXOf, trimmedOf } from "./state";
import { grouped, groupsWishFor, wishFor } from "./wish";
import { zoomOf } from "./zoom";

/** In a chart of several tags the dash tells which one; colours stay the runs'. */
const tagDashes: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 2.5],
  [9, 3, 2, 3],
  [14, 4],
  [5, 2, 1.5, 2, 1.5, 2],
  [1, 5],
  [3, 6],
];

export interface Wishes {
  readonly runs: readonly (RunsWish | null)[];
  readonly groups: readonly (GroupsWish | null)[];
}

export class CardModel {
  readonly series: readonly TagSeries[];
  readonly bands: readonly BandSeries[];
  readonly traces: ReadonlySignal<readonly Trace[]>;
  /** The curves that answer the pointer. */
  readonly curves: ReadonlySignal<readonly Curve[]>;
  readonly kind: ReadonlySignal<Kind | null>;
  readonly picture: ReadonlySignal<Picture>;

  constructor(readonly spec: Spec) {
    this.series = seriesOf(spec);
    this.bands = bandsOf(spec);
    this.traces = computed(() => this.tracesNow());
    this.curves = computed(() => this.traces.value.flatMap(({ curve, faint }) => (faint ? [] : [curve])));
    this.kind = computed(() => this.kindNow());
    this.picture = computed(() => this.pictureNow());
  }

  /** What a chart of so many pixels asks for, tag by tag; null where it needs nothing. */
  wishes(width: number): Wishes {
    const { spec } = this;
    const behind = !grouped(spec) || charts.members.value;
    return {
      runs: spec.tags.map((tag) => (behind ? wishFor(spec, tag, width) : null)),
      groups: spec.tags.map((tag) => groupsWishFor(spec, tag, width)),
    };
  }

  want({ runs, groups: bands }: Wishes): void {
    this.series.forEach((series, i) => {
      const wish = runs[i];
      if (wish) series.want(wish);
      else series.rest();
    });
    this.bands.forEach((series, i) => {
      const wish = bands[i];
      if (wish?.groups.length) series.want(wish);
      else series.rest();
    });
  }

  rest(): void {
    for (const source of this.sources) source.rest();
  }

  /** All that the card may be waiting for. */
  get sources(): readonly (TagSeries | BandSeries)[] {
    return [...this.bands, ...this.series];
  }

  private kindNow(): Kind | null {
    const { key, right } = this.spec;
    for (const { revision } of this.sources) revision.value;
    const sources = grouped(this.spec) ? this.bands : this.series;
    const axis = sources.find(({ shown }) => shown)?.shown?.axis;
    if (!axis) return null;
    return { axis, logX: axis === axisOf(key) && logXOf(key), logY: logOf(key), right: right.size > 0 };
  }

  private tracesNow(): Trace[] {
    const bands = grouped(this.spec);
    if (bands && !charts.members.value) return this.bands.flatMap((series, i) => this.groupTraces(series, i));
    const runs = this.series.flatMap((series, place) => this.runTraces(series, place, bands));
    return bands ? [...runs, ...this.bands.flatMap((series, i) => this.groupTraces(series, i))] : runs;
  }

  private runTraces(series: TagSeries, place: number, behind: boolean): Trace[] {
    series.revision.value;
    if (series.shown?.axis !== this.kind.value?.axis) return [];
    const right = this.spec.right.has(series.tag);
    const colours = new Map(
      behind ? groups.value?.flatMap(({ runs, colour }) => runs.map((run) => [run, colour] as const)) : [],
    );
    return series.curves(runsWith("scalars", series.tag)).map((curve) => ({
      curve,
      faint: behind || curve.replaced,
      right,
      ink: () => this.dashed({ ...inkOf(curve.run), ...colourOnly(colours.get(curve.run)) }, place),
    }));
  }

  private groupTraces(series: BandSeries, place: number): Trace[] {
    series.revision.value;
    if (series.shown?.axis !== this.kind.value?.axis) return [];
    const right = this.spec.right.has(series.tag);
    const inks = new Map(groups.value?.map(({ name, colour, dash }) => [name, { colour, dash, pattern: 0 }]));
    return series.curves.flatMap((curve) => {
      const ink = inks.get(curve.run);
      return ink ? [{ curve, faint: false, right, ink: () => this.dashed(ink, place) }] : [];
    });
  }

  private dashed(ink: Ink, place: number): Ink {
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

function colourOnly(colour: string | undefined): { colour?: string } {
  return colour === undefined ? {} : { colour };
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
