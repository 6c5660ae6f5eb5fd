/** What a card holds of a tag's values at many steps, run by run: so many rows of them, in a range of steps. */
import { useEffect } from "preact/hooks";
import { checked } from "../api";
import { type Body, decodeBody } from "../columns";
import type { Run } from "../listing";
import { link } from "../live";
import type { Range } from "../view";
import { Fetching } from "./fetching";
import { type Kind, queued } from "./queue";

export interface RowsWish {
  /** Those that have the tag. */
  readonly runs: readonly Pick<Run, "name" | "stamp">[];
  /** Of more steps than this those that make the best picture are sent. */
  readonly rows: number;
  /** Steps. */
  readonly range: Range | null;
}

/** What is asked of a tag in some runs. */
export interface RowsAsk extends Omit<RowsWish, "runs"> {
  readonly tag: string;
  readonly runs: readonly string[];
}

/** A route that answers for a tag at a time. */
export function rowsFrom<T>(
  fetchRows: (ask: RowsAsk, signal: AbortSignal) => Promise<readonly T[]>,
): Kind<RowsAsk, readonly T[]> {
  return {
    shared: (ask) => JSON.stringify(ask),
    rows: ({ rows, runs }) => rows * runs.length,
    send: (asks, signal) => Promise.all(asks.map((ask) => fetchRows(ask, signal))),
  };
}

/** What came of a run; `weight` is how many numbers that are. */
export interface RunRows {
  readonly run: string;
  readonly weight: number;
}

const runsPerRequest = 24;

export class RowSeries<T extends RunRows> extends Fetching<RowsWish> {
  private held = new Map<string, { readonly value: T | null; readonly stamp: number }>();

  constructor(
    private readonly tag: string,
    private readonly kind: Kind<RowsAsk, readonly T[]>,
  ) {
    super();
  }

  /** What is at hand of these runs, in their order. */
  of(runs: RowsWish["runs"]): T[] {
    return runs.flatMap(({ name }) => this.held.get(name)?.value ?? []);
  }

  get rows(): number {
    let sum = 0;
    for (const { value } of this.held.values()) sum += value?.weight ?? 0;
    return sum;
  }

  protected keyOf({ rows, range }: RowsWish): string {
    return JSON.stringify([rows, range]);
  }

  protected missing(wish: RowsWish): boolean {
    return wish.runs.some(({ name }) => !this.held.has(name));
  }

  protected stale(wish: RowsWish): string[] {
    const changed = this.keyOf(wish) !== this.key;
    const stale = wish.runs.filter(({ name, stamp }) => changed || this.held.get(name)?.stamp !== stamp);
    return stale.map(({ name }) => name);
  }

  /** The first portion of other rows replaces all that was held; later ones join it. */
  protected async load(wish: RowsWish, names: string[], signal: AbortSignal): Promise<void> {
    const stamps = new Map(wish.runs.map(({ name, stamp }) => [name, stamp]));
    for (let i = 0; i < names.length; i += runsPerRequest) {
      const runs = names.slice(i, i + runsPerRequest);
      const ask = { tag: this.tag, runs, rows: wish.rows, range: wish.range };
      const found = await queued(this.kind, ask, signal);
      if (this.keyOf(wish) !== this.key) this.held = new Map();
      const values = new Map(found.map((value) => [value.run, value]));
      for (const name of runs)
        this.held.set(name, { value: values.get(name) ?? null, stamp: stamps.get(name) ?? 0 });
      this.arrived(wish);
    }
  }
}

/** Asks a route of histograms or of their percentiles. */
export async function fetchRows<Header>(
  path: string,
  { range, ...ask }: RowsAsk,
  signal: AbortSignal,
): Promise<Body<{ series: Header[] }>> {
  const body = JSON.stringify({ ...ask, ...(range ? { from: range[0], to: range[1] } : {}) });
  const headers = { "Content-Type": "application/json" };
  const reply = await checked(await fetch(path, { method: "POST", body, headers, signal }));
  return decodeBody(await reply.arrayBuffer());
}

/** Has the rows fetched that are wished for, while the caller is shown, and gives those at hand. */
export function useRows<T extends RunRows>(source: RowSeries<T>, wish: RowsWish | null): T[] {
  link.value;
  source.revision.value;
  useEffect(() => {
    if (wish?.runs.length) source.want(wish);
    else source.rest();
  });
  useEffect(() => () => source.rest(), [source]);
  return wish ? source.of(wish.runs) : [];
}
