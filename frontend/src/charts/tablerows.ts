/** The values of a card's runs at a step or over a range, as the server has them and not as the chart is thinned. */
import { signal } from "@preact/signals";
import type { Curve } from "../plot/curve";
import type { Range } from "../view";
import { queued } from "./queue";
import { curves } from "./request";
import { allTags, type Spec } from "./spec";
import { askedSmoothing, unsmoothed, wishFor } from "./wish";

export interface ValueRow {
  readonly run: string;
  readonly tag: string;
  readonly x: number;
  readonly value: number;
  readonly smoothed: number | null;
  readonly min: number;
  readonly max: number;
  /** From the first to the last value of the range. */
  readonly change: number;
  /** The ends of the range fall into buckets that reach beyond them. */
  readonly rough: boolean;
}

/** Wide enough that the ends of a range are exact to a few thousandths of it where they are not exact. */
const detail = 4000;

/** Rows of one table; `want` asks anew only for what is not at hand. */
export class TableRows {
  readonly rows = signal<readonly ValueRow[]>([]);
  readonly error = signal("");
  private key = "";
  private abort: AbortController | null = null;

  constructor(private readonly spec: Spec) {}

  /** Asks for the values in a range, or at its start where it has no width; null asks for the last ones. */
  want(range: Range | null): void {
    const smoothing = this.spec.margins ? unsmoothed : askedSmoothing.value;
    const wishes = allTags(this.spec).map((tag) => ({
      ...wishFor(this.spec, tag, detail),
      tag,
      range,
      smoothing,
      width: detail,
      superseded: false,
      crowded: false,
    }));
    const key = JSON.stringify(wishes);
    if (key === this.key) return;
    this.key = key;
    this.rest();
    const abort = new AbortController();
    this.abort = abort;
    const asked = wishes.map((wish) =>
      wish.runs.length
        ? queued(curves, { ...wish, names: wish.runs.map(({ name }) => name) }, abort.signal)
        : [],
    );
    Promise.all(asked).then(
      (found) => {
        this.error.value = "";
        this.rows.value = found.flat().flatMap((curve) => rowOf(curve, range) ?? []);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        this.key = "";
        this.error.value = error instanceof Error && error.name === "ServerError" ? error.message : silence;
      },
    );
  }

  rest(): void {
    this.abort?.abort();
    this.abort = null;
  }
}

const silence = "The server does not answer.";

/** What a curve has within the range; null where it has nothing there. At a step it is the last value up to it. */
function rowOf(curve: Curve, range: Range | null): ValueRow | null {
  const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let last = curve.rows - 1;
  while (last >= 0 && (curve.x[last] as number) > to) last--;
  if (last < 0 || (curve.extent && from > curve.extent[1])) return null;
  let first = last;
  if (from < to) while (first > 0 && (curve.x[first - 1] as number) >= from) first--;
  if (from < to && (curve.x[last] as number) < from) return null;
  const ends = extremes(curve, first, last);
  return {
    run: curve.run,
    tag: curve.tag,
    x: curve.x[last] as number,
    value: curve.last?.[last] as number,
    smoothed: (curve.smoothed?.[last] as number | undefined) ?? null,
    ...ends,
    change: (curve.last?.[last] as number) - (curve.first?.[first] as number),
    rough: curve.buckets && range !== null,
  };
}

function extremes(curve: Curve, first: number, last: number): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = first; i <= last; i++) {
    const [low, high] = [curve.min[i] as number, curve.max[i] as number];
    if (Number.isFinite(low) && low < min) min = low;
    if (Number.isFinite(high) && high > max) max = high;
  }
  return min <= max ? { min, max } : { min: Number.NaN, max: Number.NaN };
}
