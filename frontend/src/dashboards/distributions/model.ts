/** What a card of distributions holds, and the picture made of it. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { RowSeries, type RowsWish } from "../../charts/rowseries";
import { sourceOf } from "../../charts/sources";
import { logOf, trimmedOf } from "../../charts/state";
import { stepsIn } from "../../charts/steptimes";
import { zoomOf } from "../../charts/zoom";
import { runsWith } from "../../drawn";
import type { Kind, Picture } from "../../plot/chart";
import { type Range, view } from "../../view";
import { type Spread, spreadOf, traceOf } from "./bands";
import { type Percentiles, percentileRows } from "./request";

/** Charts of nearly the same size ask for the same rows: one for every two pixels. */
const coarse = 25;
/** Rows of all runs of a card. */
const rowsPerCard = 20_000;
const least = 16;

/** What the percentiles reach over but for the outermost, which are the least and the greatest value. */
function inner(spreads: readonly Spread[]): Range | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of spreads) {
    for (const v of points.at(1) ?? []) low = Math.min(low, Number.isNaN(v) ? low : v);
    for (const v of points.at(-2) ?? []) high = Math.max(high, Number.isNaN(v) ? high : v);
  }
  return low < high ? [low, high] : null;
}

export class DistributionModel {
  readonly source: RowSeries<Percentiles>;
  /** Of the plot, in pixels. */
  readonly width = signal(0);
  readonly spreads: ReadonlySignal<readonly Spread[]>;
  readonly kind: ReadonlySignal<Kind>;
  readonly picture: ReadonlySignal<Picture>;

  constructor(
    readonly card: string,
    readonly tag: string,
  ) {
    this.source = sourceOf(card, "rows", () => new RowSeries(tag, percentileRows));
    this.spreads = computed(() => {
      this.source.revision.value;
      const axis = view.axis.value;
      return this.source.of(runsWith("histograms", tag)).map((one) => this.spread(one, axis));
    });
    this.kind = computed(() => ({ axis: view.axis.value, logX: false, logY: logOf(card), right: false }));
    this.picture = computed(() => ({
      traces: this.spreads.value.map(traceOf),
      zoom: zoomOf(card),
      limits: [null, null],
      rightLimits: [null, null],
      fences: trimmedOf(card) ? inner(this.spreads.value) : null,
    }));
  }

  /** What is to be fetched for the present view; null before the size is known. */
  wish(): RowsWish | null {
    const runs = runsWith("histograms", this.tag);
    const width = this.width.value;
    const zoom = zoomOf(this.card);
    const axis = view.axis.value;
    if (!width || !runs.length) return null;
    const room = Math.ceil(width / 2 / coarse) * coarse;
    const rows = Math.max(least, Math.min(room, Math.floor(rowsPerCard / runs.length)));
    return { runs, rows, range: stepsIn(zoom, this.source.of(runs), axis) };
  }

  private readonly made = new WeakMap<Percentiles, Map<string, Spread>>();

  /** The same object for the same rows, so that a chart is drawn anew only where something is. */
  private spread(percentiles: Percentiles, axis: typeof view.axis.value): Spread {
    const byAxis = this.made.get(percentiles) ?? new Map<string, Spread>();
    this.made.set(percentiles, byAxis);
    const spread = byAxis.get(axis) ?? spreadOf(percentiles, this.tag, axis);
    byAxis.set(axis, spread);
    return spread;
  }
}
