/** Moving through the graph: opening and closing scopes, and going to a node wherever it is. */
import { batch, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { count, things } from "../../plot/formats";
import { session, source } from "./listed";
import { fetchNode } from "./request";
import type { GraphHandle, Spot } from "./scene/types";
import { asideByItself, scopeOf, seenByPath } from "./scopes";
import { graphs } from "./state";

/** The view, while there is one. */
export const handle = signal<GraphHandle | null>(null);

/** What was not done as asked, in a sentence, or "". */
export const said = signal("");

export function openScope(path: string): void {
  said.value = "";
  graphs.open.value = new Set(graphs.open.peek()).add(path);
}

export function closeScope(path: string): void {
  said.value = "";
  const open = new Set(graphs.open.peek());
  open.delete(path);
  graphs.open.value = open;
}

/** Chooses a node, opens what it is in and brings it into view. */
export async function goTo(path: string, open?: readonly string[]): Promise<void> {
  const of = source.peek();
  const around = open ?? (await aroundOf(path));
  if (!around || source.peek() !== of) return;
  batch(() => {
    graphs.open.value = new Set([...graphs.open.peek(), ...around]);
    graphs.chosen.value = path;
    said.value = "";
  });
  handle.peek()?.toPath(path);
}

/** What must be open for a node to be seen: a path does not tell, for a series is not in it. */
async function aroundOf(path: string): Promise<readonly string[] | null> {
  if (!path || seenByPath.peek().has(path)) return [];
  const { signal: never } = new AbortController();
  return fetchNode(source.peek(), path, session.peek(), never).then(({ open }) => open, failed);
}

/** Boxes in the picture that no "expand all" goes beyond. */
const mostShown = 800;

/** Scopes that are asked for at once. */
const atOnce = 16;

/** Opens all scopes within one ("" for the whole graph), level by level, as long as what is shown can be taken in. */
export async function expandAll(within: string): Promise<void> {
  const of = source.peek();
  const open = new Set(graphs.open.peek());
  const waiting = [within];
  let shown = seenByPath.peek().size;
  let closed = 0;
  said.value = "Opening…";
  while (waiting.length) {
    const paths = waiting.splice(0, atOnce);
    const scopes = await Promise.all(paths.map((path) => scopeOf.peek()(path))).catch(failed);
    if (!scopes || source.peek() !== of) return;
    for (const { path, nodes } of scopes) {
      const seen = path === "" || graphs.open.peek().has(path);
      if (!seen && shown + nodes.length > mostShown) closed++;
      else {
        if (path) open.add(path);
        if (!seen) shown += nodes.length;
        waiting.push(
          ...nodes.filter(({ expandable, aside }) => expandable && !aside).map((node) => node.path),
        );
      }
    }
  }
  graphs.open.value = open;
  said.value = closed
    ? `${things(closed, "scope")} stayed closed: more than ${count(mostShown)} boxes at once cannot be taken in. Choose a scope and expand all in it.`
    : "";
}

function failed(reason: unknown): null {
  said.value = reason instanceof ServerError ? reason.message : silence;
  return null;
}

export function collapseAll(): void {
  said.value = "";
  graphs.open.value = new Set();
}

/** Sets a node aside or brings it back; what is so by itself is nothing to remember. */
export function move(path: string, aside: boolean): void {
  const moved = new Map(graphs.moved.peek());
  if (aside === asideByItself(path)) moved.delete(path);
  else moved.set(path, aside);
  graphs.moved.value = moved;
}

/** What one had open in graphs that were shown before. */
const views = new Map<string, { open: ReadonlySet<string>; chosen: string | null; spot: Spot | null }>();

/** Shows another graph, as it was left. */
export function showGraph(id: string): void {
  const { open, chosen, spot } = graphs;
  views.set(source.peek(), { open: open.peek(), chosen: chosen.peek(), spot: spot.peek() });
  const before = views.get(id);
  batch(() => {
    graphs.id.value = id;
    open.value = before?.open ?? new Set();
    chosen.value = before?.chosen ?? null;
    spot.value = before?.spot ?? null;
    graphs.trace.value = "";
    graphs.lit.value = new Set();
    graphs.moved.value = new Map();
    if (graphs.other.peek() === id) graphs.other.value = "";
    said.value = "";
  });
}
