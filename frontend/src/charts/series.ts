/** The curves of one tag's runs on one card. */
import type { Margin } from "../layouts";
import type { Curve } from "../plot/curve";
import { Fetching, type Wish } from "./fetching";
import { queued } from "./queue";
import { type Ask, fetchCurves, fetchMargins, fetchTimes, type RunCurve } from "./request";
import { keepTimes, wallOf } from "./times";

export interface RunsWish extends Wish {
  /** Whether points that a restart replaced are wanted too. */
  readonly superseded: boolean;
}

interface Held {
  readonly curves: readonly RunCurve[];
  readonly stamp: number;
}

const runsPerRequest = 250;

/** With very many runs the pixel columns become wider, so that a chart stays within so many rows. */
const rowsPerChart = 400_000;

export class TagSeries extends Fetching<RunsWish> {
  private held = new Map<string, Held>();
  private asking = false;

  constructor(readonly tag: string) {
    super();
  }

  /** The curves at hand for these runs, in their order; what a restart replaced precedes what replaced it. */
  curves(runs: Wish["runs"]): RunCurve[] {
    return runs.flatMap(({ name }) => this.held.get(name)?.curves ?? []);
  }

  get rows(): number {
    let rows = 0;
    for (const { curves } of this.held.values()) for (const curve of curves) rows += curve.rows;
    return rows;
  }

  /** Fetches the wall times of some curves at hand that came without them. */
  async fetchTimes(curves: readonly Curve[]): Promise<void> {
    const wish = this.shown;
    const lacking = curves.filter((curve) => !wallOf(curve));
    if (!wish || this.asking || !lacking.length) return;
    this.asking = true;
    const ask = { ...wish, tag: this.tag, width: this.widthFor(wish) };
    const names = lacking.map(({ run }) => run);
    const { signal } = new AbortController();
    try {
      const times = await queued(signal, () => fetchTimes(ask, names, signal));
      for (const curve of lacking) keepTimes(curve, times.get(curve.run));
    } catch {
      // The next movement of the pointer asks again.
    }
    this.asking = false;
  }

  protected curvesOf(...asked: Parameters<typeof fetchCurves>): Promise<RunCurve[]> {
    return fetchCurves(...asked);
  }

  private widthFor(wish: RunsWish): number {
    return Math.max(32, Math.min(wish.width, Math.floor(rowsPerChart / wish.runs.length)));
  }

  protected keyOf({ axis, against, smoothing, width, range, superseded }: RunsWish): string {
    return JSON.stringify([axis, against, smoothing, width, range, superseded]);
  }

  protected missing(wish: RunsWish): boolean {
    return wish.runs.some(({ name }) => !this.held.has(name));
  }

  protected stale(wish: RunsWish): string[] {
    const changed = this.keyOf(wish) !== this.key;
    return wish.runs
      .filter(({ name, stamp }) => changed || this.held.get(name)?.stamp !== stamp)
      .map(({ name }) => name);
  }

  /** The first portion of another kind of picture replaces all that was held; later ones join it. */
  protected async load(wish: RunsWish, names: string[], signal: AbortSignal): Promise<void> {
    const stamps = new Map(wish.runs.map(({ name, stamp }) => [name, stamp]));
    const ask = { ...wish, tag: this.tag, width: this.widthFor(wish) };
    for (let i = 0; i < names.length; i += runsPerRequest) {
      const runs = names.slice(i, i + runsPerRequest);
      const curves = await queued(signal, () => this.curvesOf(ask, runs, wish.superseded, signal));
      if (this.keyOf(wish) !== this.key) this.held = new Map();
      const found = new Map(runs.map((name) => [name, [] as RunCurve[]]));
      for (const curve of curves) {
        if (curve.replaced) found.get(curve.run)?.unshift(curve);
        else found.get(curve.run)?.push(curve);
      }
      for (const [name, own] of found) this.held.set(name, { curves: own, stamp: stamps.get(name) ?? 0 });
      this.arrived(wish);
    }
  }
}

/** The curves of a tag's runs, each with a band between two other tags of the run. */
export class MarginSeries extends TagSeries {
  constructor(readonly margin: Margin) {
    super(margin.value);
  }

  protected override curvesOf(
    ask: Ask,
    ...rest: [readonly string[], boolean, AbortSignal]
  ): Promise<RunCurve[]> {
    return fetchMargins(ask, this.margin, ...rest);
  }
}
