/** What the server is asked about graphs; see board/dashboards/graphs.py. */
import { checked } from "../../api";
import type { Mark, NodeType, Scope } from "./scene/types";

export interface GraphEntry {
  readonly id: string;
  readonly run: string;
  readonly title: string;
  readonly kind: "op" | "conceptual" | "profile" | "file";
  readonly nodes: number;
  readonly functions: number;
  /** Why it cannot be drawn. */
  readonly error?: string;
}

export interface Session {
  readonly run: string;
  readonly tag: string;
  readonly step: number;
  /** Unix seconds. */
  readonly wall_time: number;
}

export interface GraphList {
  readonly graphs: readonly GraphEntry[];
  readonly sessions: readonly Session[];
  readonly problems: readonly string[];
}

/** A scope, and how much of what there is to draw of it is not told. */
export interface ScopeReply extends Scope {
  readonly left_out?: { readonly edges: number; readonly outside: number };
}

/** One end of an edge of a node: the other node, and which of its outputs. */
export interface Link {
  readonly path: string;
  readonly slot: number;
  readonly shape: string;
  readonly control: boolean;
}

export interface Totals {
  readonly operations: number;
  readonly parameters: number | null;
  /** Microseconds. */
  readonly time: number | null;
  /** Bytes. */
  readonly memory: number | null;
}

export interface NodeDetails {
  readonly path: string;
  readonly type: NodeType;
  readonly op: string;
  readonly device: string;
  readonly attributes: readonly (readonly [name: string, text: string])[];
  readonly inputs: readonly Link[];
  readonly outputs: readonly Link[];
  readonly totals: Totals;
  readonly shapes: readonly string[];
  readonly function?: string;
  /** Other scopes that are built alike. */
  readonly similar: readonly string[];
  /** Paths of all that must be open for it to be seen, the outermost first. */
  readonly open: readonly string[];
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
}

export interface Traced {
  readonly paths: readonly string[];
  /** The scopes that hold some of them. */
  readonly scopes: readonly string[];
}

export interface Comparison {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly path: string; readonly what: string }[];
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

export async function fetchGraphs(file: string, signal: AbortSignal): Promise<GraphList> {
  const query = file ? `?${new URLSearchParams({ file })}` : "";
  return (await checked(await fetch(`api/graphs${query}`, { signal, cache: "no-store" }))).json();
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

/** All nodes of a graph, as columns. */
export interface Operations {
  readonly path: readonly string[];
  readonly op: readonly string[];
  readonly device: readonly string[];
  readonly shape: readonly string[];
  readonly time: readonly (number | null)[];
  readonly memory: readonly (number | null)[];
  readonly parameters: readonly (number | null)[];
}

export function fetchOperations(source: Source, session: string, signal: AbortSignal): Promise<Operations> {
  return ask("operations", source, { session }, signal);
}
