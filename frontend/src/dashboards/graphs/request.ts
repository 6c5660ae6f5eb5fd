/** What the server is asked about graphs; see board/dashboards/graphs.py. */
import { checked } from "../../api";
import type { Mark, NodeType, Scope } from "./scene/types";

export interface GraphEntry {
  readonly id: string;
  readonly run: string;
  readonly title: string;
  readonly kind: "op" | "conceptual" | "profile" | "file";
  /** Of the event, or of the file's last change; Unix seconds. */
  readonly wall_time: number | string;
  /** Why it cannot be read, if that is known already; else empty. */
  readonly error: string;
}

export interface Session {
  readonly id: string;
  readonly run: string;
  readonly tag: string;
  readonly step: number;
  /** Unix seconds. */
  readonly wall_time: number;
}

export interface GraphList {
  readonly graphs: readonly GraphEntry[];
  readonly sessions: readonly Session[];
}

/** What there is to say of a whole graph. */
export interface About {
  readonly nodes: number;
  readonly edges: number;
  readonly functions: number;
  readonly parameters: number;
  /** What its source tells. */
  readonly about: readonly (readonly [name: string, text: string])[];
  /** What was wrong with it, in sentences. */
  readonly problems: readonly string[];
}

/** A scope, and how much of what there is to draw of it is not told. */
export interface ScopeReply extends Scope {
  readonly left_out?: { readonly edges: number; readonly outside: number };
}

/** The other end of edges of a node: which of its outputs they carry, and how many of them there are. */
export interface Link {
  readonly path: string;
  readonly slot: number | null;
  readonly shape: string;
  readonly control: number;
  readonly count: number;
}

export interface Totals {
  readonly operations: number;
  readonly parameters: number;
  /** Variables of a size that is not known. */
  readonly unknown_parameters: number;
  /** Microseconds. */
  readonly time: number | null;
  /** Bytes. */
  readonly memory: number | null;
}

/** What is only told of an operation, of a scope, of a series, or of what a session ran, is not there elsewhere. */
export interface NodeDetails {
  readonly path: string;
  /** Paths of all that must be open for it to be seen, the outermost first. */
  readonly open: readonly string[];
  readonly type: NodeType;
  readonly op: string;
  readonly device: string;
  readonly xla: string;
  readonly attributes: readonly (readonly [name: string, text: string])[];
  readonly inputs: readonly Link[];
  readonly outputs: readonly Link[];
  readonly input_count: number;
  readonly output_count: number;
  readonly totals: Totals;
  /** The shapes of its outputs, with commas between them. */
  readonly shapes: string;
  /** Other scopes that are built alike. */
  readonly similar: readonly string[];
  readonly similar_count: number;
  /** What it calls; without a path or nodes where that is not in the graph. */
  readonly function?: readonly {
    readonly name: string;
    readonly path: string | null;
    readonly nodes: number | null;
  }[];
  readonly series?: { readonly count: number; readonly members: readonly string[] };
  readonly operations?: readonly (readonly [op: string, count: number])[];
  /** Inputs that are not in the graph, as they were written. */
  readonly missing?: readonly string[];
  readonly run?: { readonly executions: number; readonly device: string };
}

export interface Hit {
  readonly path: string;
  readonly op: string;
  /** What must be open for it to be seen, the outermost first. */
  readonly open: readonly string[];
}

export interface Hits {
  readonly hits: readonly Hit[];
  readonly total: number;
  /** Whether all functions were searched, wherever they are called. */
  readonly whole?: boolean;
}

export interface Traced {
  readonly paths: readonly string[];
  /** The scopes that hold some of them. */
  readonly scopes: readonly string[];
  /** Of nodes; not all of very many are told. */
  readonly total: number;
}

/** What this graph has that the other has not, the reverse, and what is in both but not the same. */
export interface Comparison {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly path: string; readonly what: readonly string[] }[];
  readonly counts: Readonly<Record<"added" | "removed" | "changed" | "same", number>>;
  readonly marks: Readonly<Record<string, Mark>>;
}

/** Which graph is asked about: its id, or what an opened file is called. */
export type Source = string;

type Fields = Readonly<Record<string, string | undefined>>;

async function ask<T>(route: string, source: Source, fields: Fields, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams({ [source.startsWith("opened/") ? "file" : "id"]: source });
  for (const [name, text] of Object.entries(fields)) if (text) query.set(name, text);
  return (await checked(await fetch(`api/graphs/${route}?${query}`, { signal: signal ?? null }))).json();
}

export async function fetchGraphs(signal: AbortSignal): Promise<GraphList> {
  return (await checked(await fetch("api/graphs", { signal, cache: "no-store" }))).json();
}

export function fetchAbout(source: Source, session: string, signal: AbortSignal): Promise<About> {
  return ask("about", source, { session }, signal);
}

export function fetchScope(source: Source, path: string, session: string): Promise<ScopeReply> {
  return ask("scope", source, { path, session });
}

export function fetchNode(
  source: Source,
  path: string,
  session: string,
  signal: AbortSignal,
): Promise<NodeDetails> {
  return ask("node", source, { path, session }, signal);
}

export function fetchHits(source: Source, fields: Fields, signal: AbortSignal): Promise<Hits> {
  return ask("search", source, fields, signal);
}

export function fetchTrace(
  source: Source,
  path: string,
  direction: "inputs" | "outputs",
  signal: AbortSignal,
): Promise<Traced> {
  return ask("trace", source, { path, direction }, signal);
}

export function fetchComparison(source: Source, other: Source, signal: AbortSignal): Promise<Comparison> {
  return ask("compare", source, { other }, signal);
}

/** A node, or what a session ran that is not in the graph; then without a path. */
export interface OperationRow {
  readonly path: string | null;
  readonly name: string;
  readonly op: string;
  readonly device: string;
  readonly time: number | null;
  readonly memory: number | null;
  readonly executions: number | null;
  readonly parameters: number;
  readonly shape: string;
}

export interface Operations {
  /** Those that were asked for. */
  readonly rows: readonly OperationRow[];
  readonly total: number;
  readonly by_op: readonly (readonly [
    op: string,
    nodes: number,
    time: number | null,
    memory: number | null,
    parameters: number,
  ])[];
  /** What all of them cost; null without a session. */
  readonly sums: { readonly time: number; readonly memory: number } | null;
}

export interface Part {
  readonly sort: string;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Rows of the table of operations: of all nodes, or of those that a session ran. */
export function fetchOperations(
  source: Source,
  session: string,
  { sort, descending, offset, limit }: Part,
  signal?: AbortSignal,
): Promise<Operations> {
  const part = { sort, descending: descending ? "1" : "0", offset: String(offset), limit: String(limit) };
  return ask("operations", source, { session, ...part }, signal);
}
