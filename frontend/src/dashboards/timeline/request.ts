/** What the server tells of timelines; times are nanoseconds from a timeline's beginning. */
import { checked } from "../../api";
import { type Column, decodeBody, type Place } from "../../columns";

export interface Track {
  readonly number: number;
  readonly process: string;
  readonly thread: string;
  readonly process_name: string;
  readonly thread_name: string;
  readonly kind: "thread" | "async";
  readonly slices: number;
  readonly instants: number;
  /** How many rows its slices take, one below the other. */
  readonly lines: number;
}

export interface Counter {
  readonly number: number;
  readonly process: string;
  readonly process_name: string;
  readonly name: string;
  readonly field: string;
  readonly least: number;
  readonly greatest: number;
  readonly points: number;
}

export interface Timeline {
  readonly length: number;
  readonly origin: number;
  readonly tracks: readonly Track[];
  readonly counters: readonly Counter[];
  readonly notes: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly categories: readonly string[];
  readonly slices: number;
  readonly instants: number;
  readonly flows: number;
}

export interface Progress {
  readonly read: number;
  readonly size: number;
}

type Columns<Names extends string> = Readonly<Record<Names, Column>> & { readonly rows: number };
export type Slices = Columns<"start" | "end" | "line" | "name" | "category" | "row" | "merged" | "busy">;
export type Instants = Columns<"time" | "name" | "row" | "merged" | "reach">;
export type Steps = Columns<"time" | "low" | "high" | "last">;
export type Flows = Columns<
  "from_track" | "from_time" | "from_line" | "to_track" | "to_time" | "to_line" | "name"
>;

/** A stretch of a timeline, as it looks at a width. */
export interface Seen {
  readonly from: number;
  readonly to: number;
  readonly tracks: ReadonlyMap<number, { readonly slices: Slices; readonly instants: Instants }>;
  readonly counters: ReadonlyMap<number, Steps>;
  readonly flows: Flows | null;
  readonly names: Readonly<Record<string, string>>;
}

/** Which timeline: one of the logdir, or a file that was opened. */
export type Source = { readonly id: string } | { readonly file: string };

function url(what: string, source: Source, fields: Readonly<Record<string, string | number>> = {}): string {
  const query = new URLSearchParams({ ...source });
  for (const [name, value] of Object.entries(fields)) query.set(name, String(value));
  return `api/timeline${what}?${query}`;
}

/** The timeline, asked for again while the server reads it, and `progress` told. */
export async function fetchTimeline(
  source: Source,
  signal: AbortSignal,
  progress: (now: Progress) => void,
): Promise<Timeline> {
  for (;;) {
    const reply = await checked(await fetch(url("", source), { signal, cache: "no-store" }));
    const told = (await reply.json()) as Timeline & Progress & { state: string };
    if (told.state === "ready") return told;
    progress(told);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly tracks: readonly number[];
  readonly counters: readonly number[];
  readonly flows: boolean;
}

interface Part {
  readonly number: number;
  readonly rows: number;
  readonly columns: Readonly<Record<string, Place>>;
}

interface SeenHeader {
  readonly tracks: readonly (Part & { readonly instants: Omit<Part, "number"> })[];
  readonly counters: readonly Part[];
  readonly flows?: Omit<Part, "number">;
  readonly names: Readonly<Record<string, string>>;
}

export async function fetchWindow(source: Source, asked: Asked, signal: AbortSignal): Promise<Seen> {
  const { from, to, width, flows } = asked;
  const fields = {
    from: Math.floor(from),
    to: Math.ceil(to),
    width,
    tracks: numbers(asked.tracks),
    counters: numbers(asked.counters),
    flows: flows ? 1 : 0,
  };
  const reply = await checked(await fetch(url("/window", source, fields), { signal }));
  const { header, column } = decodeBody<SeenHeader>(await reply.arrayBuffer());
  const filled = <Names extends string>({ rows, columns }: Omit<Part, "number">) =>
    ({
      rows,
      ...Object.fromEntries(Object.entries(columns).map(([name, place]) => [name, column(place, rows)])),
    }) as Columns<Names>;
  return {
    from,
    to,
    tracks: new Map(
      header.tracks.map((part) => [
        part.number,
        { slices: filled(part) as Slices, instants: filled(part.instants) as Instants },
      ]),
    ),
    counters: new Map(header.counters.map((part) => [part.number, filled(part) as Steps])),
    flows: header.flows ? (filled(header.flows) as Flows) : null,
    names: header.names,
  };
}

/** Numbers as the server takes them: 0-3,7. */
export function numbers(list: readonly number[]): string {
  const parts: string[] = [];
  const sorted = [...list].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; ) {
    let last = i;
    while (sorted[last + 1] === (sorted[last] as number) + 1) last++;
    parts.push(last > i ? `${sorted[i]}-${sorted[last]}` : `${sorted[i]}`);
    i = last + 1;
  }
  return parts.join(",");
}

export interface Spot {
  readonly row: number;
  readonly track: number;
  readonly line: number;
  readonly start: number;
  readonly duration: number;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface SliceDetails extends Spot {
  readonly name: string;
  readonly category: string;
  readonly own: number;
  readonly args: Json;
  readonly args_error?: string;
  readonly parents: readonly { readonly row: number; readonly name: string; readonly duration: number }[];
  readonly children: number;
  readonly flows: readonly {
    readonly direction: "in" | "out";
    readonly row: number;
    readonly track: number;
    readonly time: number;
    readonly name: string;
  }[];
  readonly same: { count: number; total: number; own: number; mean: number; longest: number };
}

export async function fetchSlice(source: Source, row: number, signal: AbortSignal): Promise<SliceDetails> {
  return (await checked(await fetch(url("/slice", source, { row }), { signal }))).json();
}

export interface Hits {
  readonly total: number;
  readonly names: readonly number[];
  readonly histogram: readonly number[];
  readonly hits: readonly Spot[];
}

export interface Query {
  readonly query: string;
  readonly regex: boolean;
  readonly tracks: readonly number[];
}

const fieldsOf = ({ query, regex, tracks }: Query) => ({
  query,
  regex: regex ? 1 : 0,
  tracks: numbers(tracks),
});

export async function fetchHits(source: Source, query: Query, signal: AbortSignal): Promise<Hits> {
  return (await checked(await fetch(url("/search", source, fieldsOf(query)), { signal }))).json();
}

export type NextHit = (Spot & { readonly place: number; readonly total: number }) | { readonly row: null };

/** The next hit in time or the one before: from a slice, or else from a moment. */
export async function fetchNext(
  source: Source,
  query: Query,
  from: { readonly row: number } | { readonly time: number },
  direction: 1 | -1,
): Promise<NextHit> {
  return (
    await checked(await fetch(url("/next", source, { ...fieldsOf(query), ...from, direction })))
  ).json();
}

/** Title, count, total, self time, mean, longest, share of all self time. */
export type TableRow = readonly [string, number, number, number, number, number, number];

export async function fetchTable(
  source: Source,
  range: { readonly from: number; readonly to: number; readonly tracks: readonly number[] },
  by: "name" | "category" | "track",
  signal: AbortSignal,
): Promise<readonly TableRow[]> {
  const fields = { from: Math.floor(range.from), to: Math.ceil(range.to), tracks: numbers(range.tracks), by };
  const reply = await checked(await fetch(url("/table", source, fields), { signal }));
  return ((await reply.json()) as { rows: TableRow[] }).rows;
}

export interface Summary {
  readonly operations: readonly TableRow[];
  readonly categories: readonly TableRow[];
  readonly tracks: readonly {
    readonly track: number;
    readonly busy: number;
    readonly share: number;
    readonly gaps: readonly (readonly [number, number])[];
  }[];
  readonly memory: readonly { readonly title: string; readonly peak: number; readonly time: number }[];
  /** Name, input shapes as JSON, count, total, self time. */
  readonly shapes: readonly (readonly [string, string, number, number, number])[];
}

export async function fetchSummary(source: Source, signal: AbortSignal): Promise<Summary> {
  return (await checked(await fetch(url("/summary", source), { signal }))).json();
}

/** The page that opens a timeline in Perfetto. */
export function perfettoUrl(source: Source, title: string): string {
  return `perfetto.html?${new URLSearchParams({ ...source, title })}`;
}

/** One sentence on how Perfetto can be had where it is not installed, or "". */
export async function fetchPerfetto(signal: AbortSignal): Promise<string> {
  const reply = await checked(await fetch("api/perfetto", { signal }));
  return ((await reply.json()) as { missing: string }).missing;
}

/** Where a stretch can be had as a file of Chrome's format. */
export function exportUrl(
  source: Source,
  range: { readonly from: number; readonly to: number; readonly tracks: readonly number[] },
): string {
  return url("/export", source, {
    from: Math.floor(range.from),
    to: Math.ceil(range.to),
    tracks: numbers(range.tracks),
  });
}
