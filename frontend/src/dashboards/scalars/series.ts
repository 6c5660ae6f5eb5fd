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
    const before = this.wish;
    this.wish = wish;
    const urgent =
      !before || keyOf(before) !== keyOf(wish) || wish.runs.some(({ name }) => !this.held.has(name));
    if (this.abort && keyOf(wish) !== this.key) this.stop();
    if (!this.abort) this.plan(urgent);
  }

  /** Out of sight: what was asked for and has not come is given up. */
  rest(): void {
    this.stop();
    this.wish = null;
  }

  retry(): void {
    this.error.value = "";
    this.plan(true);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.abort?.abort();
    this.abort = null;
    this.waiting.value = false;
  }

  private plan(urgent: boolean): void {
    clearTimeout(this.timer);
    const rest = urgent ? 0 : this.lastAsked + leastBetween - performance.now();
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
    if (!this.error.peek()) this.plan(false);
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

const keptOutOfSight = 48;
const all = new Map<string, TagSeries>();

/** The series of a tag, kept while among the last few dozen that were looked at. */
export function seriesOf(tag: string): TagSeries {
  const series = all.get(tag) ?? new TagSeries(tag);
  all.delete(tag);
  all.set(tag, series);
  for (const [oldest] of all) {
    if (all.size <= keptOutOfSight) break;
    all.delete(oldest);
  }
  return series;
}
