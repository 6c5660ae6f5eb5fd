/** The HTTP interface of board: every request the page makes, and the shapes that come back. */

import type { BesideRow } from "./beside";
import type { Category } from "./layouts";

export type Axis = "step" | "relative" | "wall";

export interface Progress {
  files: number;
  files_total: number;
  bytes: number;
  bytes_total: number;
  done: boolean;
}

/** One run in a listing: name, start in Unix seconds, version, index into `tagsets`, points. */
export type RunRow = [name: string, start: number | null, version: number, tagset: number, points: number];

export interface ListingReply {
  epoch: string;
  version: number;
  full: boolean;
  logdir: string;
  /** The same in short: the names of several. */
  called: string;
  /** Logdirs that are not there now, by their paths. */
  missing: string[];
  title: string;
  progress: Progress;
  points: number;
  problems: number;
  compiled: boolean;
  tagsets: Record<string, string[]>[];
  runs: RunRow[];
  removed: string[];
  /** Other files that are shown, by kind; null where they are as they were in the version known. */
  beside: Record<string, BesideRow[]> | null;
}

/** A value of the runs table: null where a run has none; NaN and infinities come as strings. */
export type Cell = number | string | boolean | null;

export type TableColumn =
  | { readonly tag: string; readonly of: "last" | "first" | "min" | "max" | "mean" }
  | { readonly hparam: string }
  | { readonly of: "start" | "duration" | "points" | "steps" };

export interface TableReply {
  runs: string[];
  columns: Cell[][];
  /** Names found in any run. */
  hparams: string[];
}

/** What somebody said about a run; in a change null takes a field back. */
export interface RunFields {
  alias?: string | null;
  note?: string | null;
  colour?: string | null;
  hidden?: boolean | null;
}

export interface House {
  /** Whether this server lets the page change anything. */
  editable: boolean;
  runs: Record<string, RunFields>;
  /** What stands after "#" in the address, by the name that somebody gave it. */
  views: Record<string, string>;
  /** What is wrong with the file, if anything. */
  problem?: string;
}

export interface Problem {
  run: string;
  file: string;
  offset: number;
  reason: string;
}

/** A request that got an answer, but not the one asked for; the message is the server's own sentence. */
export class ServerError extends Error {
  override readonly name = "ServerError";
}

/** Asks for what changed since a version; null when nothing did. */
export async function fetchListing(
  since: number,
  epoch: string,
  signal: AbortSignal,
): Promise<ListingReply | null> {
  const query = epoch ? `?since=${since}&epoch=${encodeURIComponent(epoch)}` : "";
  const reply = await fetch(`api/runs${query}`, { signal, cache: "no-store" });
  if (reply.status !== 304) return (await checked(reply)).json() as Promise<ListingReply>;
  await reply.text();
  return null;
}

export async function fetchProblems(): Promise<Problem[]> {
  const reply = await checked(await fetch("api/problems"));
  return ((await reply.json()) as { problems: Problem[] }).problems;
}

export async function fetchHouse(): Promise<House> {
  return (await checked(await fetch("api/house", { cache: "no-store" }))).json();
}

/** What is to be said otherwise; null takes a view away. */
export interface HouseChanges {
  readonly runs: Readonly<Record<string, RunFields>>;
  readonly views: Readonly<Record<string, string | null>>;
}

/** Merges changes into what is said; answers with all that is said then. */
export async function changeHouse(changes: HouseChanges): Promise<House> {
  return (await post("api/house", changes)).json();
}

/** Moves a run's event files out of the way; `evenIfFresh` also where they were just being written. */
export async function moveToTrash(run: string, evenIfFresh: boolean): Promise<void> {
  await post("api/trash", { run, even_if_fresh: evenIfFresh });
}

/** A chart as Plotly's JSON; `kind`: of scalars where it is empty. */
export async function fetchFigure(
  chart: Readonly<Record<string, unknown>>,
  kind: "" | "/histograms" | "/pr_curves" = "",
): Promise<Blob> {
  return (await post(`api/figure${kind}`, chart)).blob();
}

async function post(path: string, body: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return checked(await fetch(path, { method: "POST", body: JSON.stringify(body), headers }));
}

/** Asks for columns of values, one a run. */
export async function fetchTable(columns: readonly TableColumn[]): Promise<TableReply> {
  return (await post("api/table", { columns, runs: null })).json();
}

/** Where every point of a series can be had, as a file. */
export function downloadUrl(kind: string, run: string, tag: string, format: "csv" | "json"): string {
  const query = new URLSearchParams({ run, tag, format });
  return `data/plugin/${kind}/${kind}?${query}`;
}

/** A layout that a run carries; `problem` tells why it cannot be read. */
export interface CarriedLayout {
  run: string;
  categories: Category[];
  problem?: string;
}

export interface LayoutsReply {
  layouts: CarriedLayout[];
  /** All of them as one. */
  merged: Category[];
}

export async function fetchLayouts(): Promise<LayoutsReply> {
  return (await checked(await fetch("api/layouts", { cache: "no-store" }))).json();
}

/** What an expression finds among all runs' scalar tags, or one sentence on why it finds nothing. */
export type Match = { count: number; tags: string[] } | { problem: string };

export async function fetchMatches(expressions: readonly string[]): Promise<Match[]> {
  const reply = await post("api/matches", { expressions });
  return ((await reply.json()) as { matches: Match[] }).matches;
}

/** A layout as the message that a log carries. */
export async function fetchMessage(categories: readonly Category[]): Promise<Blob> {
  return (await post("api/layout", { categories })).blob();
}

/** The layout in such a message. */
export async function readMessage(message: Blob): Promise<Category[]> {
  const reply = await checked(await fetch("api/layout/read", { method: "POST", body: message }));
  return ((await reply.json()) as { categories: Category[] }).categories;
}

/** Turns any status that is not a success into a ServerError with one sentence. */
export async function checked(reply: Response): Promise<Response> {
  if (reply.ok) return reply;
  const text = await reply.text();
  throw new ServerError(sentence(text) ?? `The server answered ${reply.status} ${reply.statusText}.`);
}

/** The server's sentence in the body of an answer that is no success. */
export function sentence(body: string): string | null {
  try {
    const message = (JSON.parse(body) as { error?: unknown }).error;
    return typeof message === "string" ? message : null;
  } catch {
    return null;
  }
}
