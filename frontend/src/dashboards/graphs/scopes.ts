/** The scopes of the shown graph: each is asked for once, and those that are open are what is seen. */
import { computed, signal } from "@preact/signals";
import { session, source, stamp } from "./listed";
import { fetchScope, type ScopeReply } from "./request";
import type { Aside, GraphNode } from "./scene/types";
import { graphs } from "./state";

/** Scopes that have come, by what they were asked for. */
const come = signal<ReadonlyMap<string, ScopeReply>>(new Map());
const asked = new Map<string, Promise<ScopeReply>>();

/** So many are kept of graphs and sessions that are not shown. */
const mostKept = 2000;

const keyOf = (path: string) => `${stamp.value}\0${session.value}\0${path}`;

function fetched(key: string, ask: () => Promise<ScopeReply>): Promise<ScopeReply> {
  const before = asked.get(key);
  if (before) return before;
  if (asked.size > mostKept) forgetOthers();
  const reply = ask();
  asked.set(key, reply);
  reply.then(
    (scope) => {
      come.value = new Map(come.peek()).set(key, scope);
    },
    // Asked again, it may be there.
    () => asked.delete(key),
  );
  return reply;
}

function forgetOthers(): void {
  const kept = new Map([...come.peek()].filter(([key]) => key.startsWith(`${stamp.peek()}\0`)));
  for (const key of asked.keys()) if (!kept.has(key)) asked.delete(key);
  come.value = kept;
}

/** Where a node is that a person set aside or brought back. */
function placed(node: GraphNode, moved: ReadonlyMap<string, boolean>): GraphNode {
  const to = moved.get(node.path);
  if (to === undefined || to === (node.aside !== "")) return node;
  const aside: Aside = to ? "high-degree" : "";
  return { ...node, aside };
}

function rearranged(scope: ScopeReply, moved: ReadonlyMap<string, boolean>): ScopeReply {
  return moved.size ? { ...scope, nodes: scope.nodes.map((node) => placed(node, moved)) } : scope;
}

/** Gives a scope as it is to be drawn; another function whenever they must be asked for again. */
export const scopeOf = computed(() => {
  const [graph, run, moved, root] = [source.value, session.value, graphs.moved.value, keyOf("")];
  return async (path: string) =>
    rearranged(await fetched(root + path, () => fetchScope(graph, path, run)), moved);
});

/** A scope that has come, else null. */
function scopeAt(path: string): ScopeReply | null {
  return come.value.get(keyOf(path)) ?? null;
}

/** All scopes that are seen: those that are open in an open one, and have come. */
export const seenScopes = computed<readonly ScopeReply[]>(() => {
  const open = graphs.open.value;
  const seen: ScopeReply[] = [];
  const visit = (path: string) => {
    const scope = scopeAt(path);
    if (!scope) return;
    seen.push(rearranged(scope, graphs.moved.value));
    for (const node of scope.nodes) if (node.expandable && open.has(node.path)) visit(node.path);
  };
  visit("");
  return seen;
});

/** All nodes that are drawn, open scopes too. */
export const seenNodes = computed<readonly GraphNode[]>(() => seenScopes.value.flatMap(({ nodes }) => nodes));

/** Those that are drawn as one box. */
export const closedNodes = computed<readonly GraphNode[]>(() =>
  seenNodes.value.filter(({ path }) => !graphs.open.value.has(path)),
);

export const seenByPath = computed<ReadonlyMap<string, GraphNode>>(
  () => new Map(seenNodes.value.map((node) => [node.path, node])),
);

/** Whether a node is set aside if nobody moves it. */
export function asideByItself(path: string): boolean {
  return seenScopes.value.some(({ path: scope }) =>
    scopeAt(scope)?.nodes.some((node) => node.path === path && node.aside),
  );
}
