/** The curves of one tag's runs on one card. */
import type { Margin } from "../layouts";
import type { Curve } from "../plot/curve";
import { Fetching, type Wish } from "./fetching";
import { queued } from "./queue";
import { type CurvesAsk, curves, margins, type RunCurve, rest } from "./request";
import { keepRest, lacks } from "./rest";

export interface RunsWish extends Wish {
  /** Whether points that a restart replaced are wanted too. */
  readonly superseded: boolean;
  /** So many curves share a chart that each may be told in less. */
  readonly crowded: boolean;
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

  /** Fetches what some curves at hand came without. */
  async fetchRest(of: readonly Curve[]): Promise<void> {
    const wish = this.shown;
    const lacking = of.filter(lacks);
    if (!wish || this.asking || !lacking.length) return;
    this.asking = true;
    const names = lacking.map(({ run }) => run);
    try {
      const found = await queued(rest, this.ask(wish, names), new AbortController().signal);
      for (const curve of lacking) keepRest(curve, found.get(curve.run));
    } catch {
      // The next movement of the pointer asks again.
    }
    this.asking = false;
  }

  protected fetchCurves(ask: CurvesAsk, signal: AbortSignal): Promise<RunCurve[]> {
    return queued(curves, ask, signal);
  }

  private ask(
    { runs, range, axis, against, smoothing, superseded, crowded, width }: RunsWish,
    names: readonly string[],
  ): CurvesAsk {
    const room = Math.max(32, Math.floor(rowsPerChart / runs.length));
    return {
      tag: this.tag,
      range,
      axis,
      against,
      smoothing,
      superseded,
      crowded,
      width: Math.min(width, room),
      names,
    };
  }

  protected keyOf({ axis, against, smoothing, width, range, superseded, crowded }: RunsWish): string {
    return JSON.stringify([axis, against, smoothing, width, range, superseded, crowded]);
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

  protected async load(wish: RunsWish, names: string[], signal: AbortSignal): Promise<void> {
    const portions: string[][] = [];
    for (let i = 0; i < names.length; i += runsPerRequest) portions.push(names.slice(i, i + runsPerRequest));
    const fetched = await Promise.allSettled(
      portions.map(async (runs) =>
        this.take(wish, runs, await this.fetchCurves(this.ask(wish, runs), signal)),
      ),
    );
    for (const portion of fetched) if (portion.status === "rejected") throw portion.reason;
  }

  /** The first portion of another kind of picture replaces all that was held; later ones join it. */
  private take(wish: RunsWish, runs: readonly string[], fresh: readonly RunCurve[]): void {
    const stamps = new Map(wish.runs.map(({ name, stamp }) => [name, stamp]));
    if (this.keyOf(wish) !== this.key) this.held = new Map();
    const found = new Map(runs.map((name) => [name, [] as RunCurve[]]));
    for (const curve of fresh) {
      if (curve.replaced) found.get(curve.run)?.unshift(curve);
      else found.get(curve.run)?.push(curve);
    }
    for (const [name, own] of found) this.held.set(name, { curves: own, stamp: stamps.get(name) ?? 0 });
    this.arrived(wish);
  }
}

/** The curves of a tag's runs, each with a band between two other tags of the run. */
export class MarginSeries extends TagSeries {
  constructor(readonly margin: Margin) {
    super(margin.value);
  }

  protected override fetchCurves(ask: CurvesAsk, signal: AbortSignal): Promise<RunCurve[]> {
    return queued(margins, { ...ask, margin: this.margin }, signal);
  }
}
