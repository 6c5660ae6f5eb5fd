/** What the projector asks the server for. */
import { checked } from "../../api";
import { decodeBody, type Place } from "../../columns";

/** An embedding as the server lists it. */
export interface Embedding {
  readonly id: string;
  readonly run: string;
  readonly name: string;
  /** Shared by those of one name that were logged at several steps. */
  readonly group: string;
  readonly step: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly source: "config" | "checkpoint" | "vectors" | "opened";
  readonly labels: boolean;
  /** The size of one picture in the sheet, in pixels. */
  readonly sprite: SpriteSize | null;
  readonly bookmarks: boolean;
  /** Changes whenever its files do. */
  readonly version: string | number;
  /** One sentence on what is wrong with it. */
  readonly error?: string;
}

interface SpriteSize {
  readonly width: number;
  readonly height: number;
}

export interface Listing {
  readonly embeddings: readonly Embedding[];
  /** What is wrong beyond single embeddings: sentences. */
  readonly problems: readonly string[];
}

/** A column of what is said about the points: `codes` are places among `values`, the most frequent first. */
export interface LabelColumn {
  readonly name: string;
  readonly kind: "category" | "number" | "text";
  readonly values: readonly string[];
  readonly codes: Uint32Array;
  readonly numbers: Float64Array | null;
}

export interface Labels {
  readonly rows: number;
  readonly columns: readonly LabelColumn[];
  /** One sentence on why they do not fit, or "". */
  readonly error: string;
}

interface LabelsHeader {
  readonly rows: number;
  readonly error?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: LabelColumn["kind"];
    readonly values: readonly string[];
    readonly codes: Place;
    readonly numbers?: Place | null;
  }[];
}

/** What names an embedding in requests: one of the log, or one in a file that was opened from the page. */
export interface Address {
  readonly id: string;
  readonly file?: string;
  readonly labels?: string;
}

export function addressOf({ id }: Embedding, file: string, labels: string): Address {
  return { id, ...(file && { file }), ...(labels && { labels }) };
}

/** The fields of an embedding's address and more, as a URL's query. */
export function query(address: Address, more: Readonly<Record<string, string | number>> = {}): string {
  const fields = Object.entries({ ...address, ...more }).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(fields as string[][]).toString();
}

/** The embeddings of the logdir, or those in a file that was opened from the page. */
export async function fetchListing(file: string, signal: AbortSignal): Promise<Listing> {
  const asked = file ? `?${new URLSearchParams({ file })}` : "";
  const reply = await fetch(`api/projector${asked}`, { cache: "no-store", signal });
  return (await checked(reply)).json();
}

export async function fetchLabels(address: Address, signal: AbortSignal): Promise<Labels> {
  const reply = await checked(await fetch(`api/projector/labels?${query(address)}`, { signal }));
  const { header, column } = decodeBody<LabelsHeader>(await reply.arrayBuffer());
  const columns = header.columns.map(({ name, kind, values, codes, numbers }) => ({
    name,
    kind,
    values,
    codes: column(codes, header.rows) as Uint32Array,
    numbers: numbers ? (column(numbers, header.rows) as Float64Array) : null,
  }));
  return { rows: header.rows, columns, error: header.error ?? "" };
}

export async function fetchVector(
  address: Address,
  row: number,
  signal?: AbortSignal,
): Promise<readonly (number | string | null)[]> {
  const url = `api/projector/vector?${query(address, { row })}`;
  return (await checked(await fetch(url, signal ? { signal } : {}))).json();
}

export async function fetchBookmarks(address: Address, signal: AbortSignal): Promise<unknown> {
  return (await checked(await fetch(`api/projector/bookmarks?${query(address)}`, { signal }))).json();
}

export interface NeighboursReply {
  readonly rows: readonly number[];
  readonly distances: readonly number[];
}

export async function fetchNeighbours(
  address: Address,
  wish: {
    readonly row: number;
    readonly count: number;
    readonly metric: string;
    readonly sphereize: boolean;
  },
  signal: AbortSignal,
): Promise<NeighboursReply> {
  const { sphereize, ...fields } = wish;
  const asked = query(address, { ...fields, ...(sphereize && { sphereize: 1 }) });
  return (await checked(await fetch(`api/projector/neighbours?${asked}`, { signal }))).json();
}

/** What a projection is to be: see board/dashboards/projections.py. */
export type JobRequest = Readonly<Record<string, unknown>>;

export async function postJob(request: JobRequest): Promise<string> {
  const reply = await fetch("api/projector/jobs", {
    method: "POST",
    body: JSON.stringify(request),
    headers: { "Content-Type": "application/json" },
  });
  return ((await (await checked(reply)).json()) as { job: string }).job;
}

export async function cancelJob(key: string): Promise<void> {
  await checked(await fetch(`api/projector/jobs/${encodeURIComponent(key)}/cancel`, { method: "POST" }));
}

export interface JobFacts {
  /** Each component's share of the variance. */
  readonly variance?: readonly number[];
  readonly total?: number;
  readonly kl?: number | null;
  readonly [more: string]: unknown;
}

export interface JobState {
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly frame: number;
  readonly iteration: number;
  readonly iterations: number;
  readonly facts: JobFacts;
  readonly error?: string;
  readonly notes: readonly string[];
}

/** Where the points are: one column for each dimension or component. */
export interface Coordinates {
  /** The embedding's rows that were projected, in the order of the columns; null for all of them. */
  readonly rows: Uint32Array | null;
  readonly columns: readonly Float32Array[];
}

interface JobHeader extends JobState {
  readonly points?: number;
  readonly rows?: Place | null;
  readonly columns?: readonly Place[];
}

/** How a job stands; its coordinates come along if there are newer ones than frame `since`. */
export async function fetchJob(
  key: string,
  since: number,
  signal: AbortSignal,
): Promise<{ readonly state: JobState; readonly coordinates: Coordinates | null }> {
  const url = `api/projector/jobs/${encodeURIComponent(key)}?since=${since}`;
  const reply = await checked(await fetch(url, { signal, cache: "no-store" }));
  const { header, column } = decodeBody<JobHeader>(await reply.arrayBuffer());
  const { points = 0, rows, columns } = header;
  const coordinates = columns?.length
    ? {
        rows: rows ? (column(rows, points) as Uint32Array) : null,
        columns: columns.map((place) => column(place, points) as Float32Array),
      }
    : null;
  return { state: header, coordinates };
}
