/** The curves of one tag: fetched when first wanted, again when they changed, and kept a while out of sight. */
import { signal } from "@preact/signals";
import type { Axis } from "../../api";
import type { Curve } from "../../plot/curve";
import type { Range } from "../../view";
import { queued } from "./queue";
import { fetchCurves } from "./request";

/** What a card shows; `runs` are those that have the tag. */
export interface Wish {
  readonly runs: readonly { readonly name: string; readonly stamp: number }[];
  readonly axis: Axis;
  readonly smoothing: number;
  readonly width: number;
  readonly range: Range | null;
}

interface Held {
  readonly curve: Curve | null;
  readonly stamp: number;
}

const runsPerRequest = 250;
const leastBetween = 1000;

/** With very many runs the pixel columns become wider, so that a chart stays within so many rows. */
const rowsPerChart = 400_000;

export class TagSeries {
  /** Counts the pictures; a change means `curves` has something new. */
  readonly revision = signal(0);
  readonly error = signal("");
  readonly waiting = signal(false);

  private held = new Map<string, Held>();
  private key = "";
  private heldAxis: Axis | null = null;
  private wish: Wish | null = null;
  private abort: AbortController | null = null;
  private timer = 0;
  private lastAsked = 0;

  constructor(private readonly tag: string) {}

  /** The curves at hand for these runs, in their order. */
  curves(runs: Wish["runs"]): Curve[] {
    return runs.flatMap(({ name }) => this.held.get(name)?.curve ?? []);
  }

  /** The axis that the curves at hand were made for; null while there are none. */
  get axis(): Axis | null {
    return this.heldAxis;
  }

  /** Says what is to be shown; fetches what is missing or has changed. */
  want(wish: Wish): void {
    if (this.abort && this.wish && keyOf(wish) !== keyOf(this.wish)) this.stop();
    this.wish = wish;
    if (!this.abort) this.plan();
  }

  get rows(): number {
    let rows = 0;
    for (const { curve } of this.held.values()) rows += curve?.rows ?? 0;
    return rows;
  }

  get inSight(): boolean {
    return this.wish !== null;
  }

  /** Out of sight: what was asked for and has not come is given up. */
  rest(): void {
    this.stop();
    this.wish = null;
  }

  retry(): void {
    this.error.value = "";
    this.lastAsked = 0;
    this.plan();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.abort?.abort();
    this.abort = null;
    this.waiting.value = false;
  }

  /** What was never there is asked for at once, what only changed at most once a second. */
  private plan(): void {
    clearTimeout(this.timer);
    const wish = this.wish;
    if (!wish) return;
    const missing = keyOf(wish) !== this.key || wish.runs.some(({ name }) => !this.held.has(name));
    const rest = missing && !this.error.peek() ? 0 : this.lastAsked + leastBetween - performance.now();
    if (rest > 0) this.timer = window.setTimeout(() => void this.fetch(), rest);
    else void this.fetch();
  }

  private stale(wish: Wish): string[] {
    const changed = keyOf(wish) !== this.key;
    return wish.runs
      .filter(({ name, stamp }) => changed || this.held.get(name)?.stamp !== stamp)
      .map((r) => r.name);
  }

  private async fetch(): Promise<void> {
    const wish = this.wish;
    if (!wish) return;
    const names = this.stale(wish);
    if (!names.length) return;
    const abort = new AbortController();
    this.abort = abort;
    this.lastAsked = performance.now();
    this.waiting.value = true;
    try {
      await this.load(wish, names, abort.signal);
      this.error.value = "";
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error.value = sentence(error);
    }
    this.abort = null;
    this.waiting.value = false;
    if (!this.error.peek()) this.plan();
  }

  /** The first portion of another kind of picture replaces all that was held; later ones join it. */
  private async load(wish: Wish, names: string[], signal: AbortSignal): Promise<void> {
    const stamps = new Map(wish.runs.map(({ name, stamp }) => [name, stamp]));
    const width = Math.max(32, Math.min(wish.width, Math.floor(rowsPerChart / wish.runs.length)));
    for (let i = 0; i < names.length; i += runsPerRequest) {
      const runs = names.slice(i, i + runsPerRequest);
      const curves = await queued(signal, () => fetchCurves({ ...wish, tag: this.tag, runs, width }, signal));
      const key = keyOf(wish);
      if (key !== this.key) this.held = new Map();
      this.key = key;
      this.heldAxis = wish.axis;
      for (const name of runs) this.held.set(name, { curve: null, stamp: stamps.get(name) ?? 0 });
      for (const curve of curves) this.held.set(curve.run, { curve, stamp: stamps.get(curve.run) ?? 0 });
      this.revision.value++;
    }
  }
}

/** Pictures with the same key can share a chart. */
function keyOf({ axis, smoothing, width, range }: Wish): string {
  return [axis, smoothing, width, range].join();
}

function sentence(error: unknown): string {
  return error instanceof Error && error.name === "ServerError"
    ? error.message
    : "The server does not answer.";
}

const mostKept = 48;
const mostRowsKept = 3_000_000;
const all = new Map<string, TagSeries>();

/** The series of a tag; out of sight it is kept while among the last few dozen, within so many rows. */
export function seriesOf(tag: string): TagSeries {
  const series = all.get(tag) ?? new TagSeries(tag);
  all.delete(tag);
  all.set(tag, series);
  let rows = 0;
  for (const { rows: n } of all.values()) rows += n;
  for (const [oldest, candidate] of all) {
    if (all.size <= mostKept && rows <= mostRowsKept) break;
    if (candidate.inSight || candidate === series) continue;
    rows -= candidate.rows;
    all.delete(oldest);
  }
  return series;
}
