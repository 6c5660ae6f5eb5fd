/** The rows of the runs panel: runs alone, under their directories, or under their groups. */
import { computed } from "@preact/signals";
import { groupKey } from "./grouping";
import { naturallySorted } from "./listing";
import { matching } from "./selection";
import { settings } from "./settings";
import { toggled, view } from "./view";

export interface RunItem {
  readonly kind: "run";
  readonly run: string;
  /** How deep it stands, from 0. */
  readonly depth: number;
  /** What to call it under its directory; null for its whole name. */
  readonly label: string | null;
}

export interface Branch {
  readonly kind: "branch";
  /** The directory's path with a slash after it, or the group's key. */
  readonly id: string;
  readonly label: string;
  readonly depth: number;
  readonly open: boolean;
  /** Every listed run below it. */
  readonly runs: readonly string[];
  readonly group: boolean;
}

export type Item = RunItem | Branch;

interface Node {
  readonly path: string;
  readonly children: Map<string, Node>;
  readonly runs: string[];
  /** Whether a run has just this path. */
  own: boolean;
}

const everything = "*";

/** Branches stand open, but for those in `folded`; with "*" among them it is the other way round. */
function isOpen(id: string): boolean {
  const folded = view.folded.value;
  return folded.has(everything) === folded.has(id);
}

export function fold(id: string, open: boolean): void {
  if (isOpen(id) !== open) view.folded.value = toggled(view.folded.peek(), id);
}

export function foldAll(open: boolean): void {
  view.folded.value = new Set(open ? [] : [everything]);
}

const asItem = (run: string): RunItem => ({ kind: "run", run, depth: 0, label: null });

/** The rows; directories and runs come in the order that their first run has. */
export const items = computed<readonly Item[]>(() => {
  if (groupKey.value) return groupItems(matching.value, groupKey.value);
  if (settings.arrange.value === "list") return matching.value.map(asItem);
  const out: Item[] = [];
  for (const node of treeOf(matching.value).children.values()) flatten(node, 0, "", out);
  return out;
});

/** Whether there are branches to fold. */
export const branching = computed(() => groupKey.value !== null || settings.arrange.value === "tree");

/** Whether some branch stands open. */
export const anyOpen = computed(() => items.value.some((item) => item.kind === "branch" && item.open));

function groupItems(names: readonly string[], keyOf: (run: string) => string | null): Item[] {
  const members = new Map<string, string[]>();
  const alone: string[] = [];
  for (const run of names) {
    const key = keyOf(run);
    if (key === null) alone.push(run);
    else if (members.get(key)?.push(run) === undefined) members.set(key, [run]);
  }
  const keys = view.sort.value ? [...members.keys()] : naturallySorted(members.keys());
  const branches = keys.flatMap((id): Item[] => {
    const runs = members.get(id) ?? [];
    const open = isOpen(id);
    const branch: Branch = { kind: "branch", id, label: id, depth: 0, open, runs, group: true };
    return [branch, ...(open ? runs.map((run) => ({ ...asItem(run), depth: 1 })) : [])];
  });
  return [...branches, ...alone.map(asItem)];
}

function treeOf(names: readonly string[]): Node {
  const root: Node = { path: "", children: new Map(), runs: [], own: false };
  for (const run of names) {
    let node = root;
    for (const segment of run.split("/")) {
      let child = node.children.get(segment);
      if (!child) {
        const path = node === root ? segment : `${node.path}/${segment}`;
        child = { path, children: new Map(), runs: [], own: false };
        node.children.set(segment, child);
      }
      child.runs.push(run);
      node = child;
    }
    node.own = true;
  }
  return root;
}

/** A directory with one run below it is that run's row; one with one directory in it shares that one's row. */
function flatten(node: Node, depth: number, above: string, out: Item[]): void {
  const only = node.runs.length === 1 ? node.runs[0] : undefined;
  if (only !== undefined) {
    out.push({ kind: "run", run: only, depth, label: only.slice(above.length) });
    return;
  }
  let joined = node;
  while (!joined.own && joined.children.size === 1) joined = [...joined.children.values()][0] as Node;
  const id = `${joined.path}/`;
  const open = isOpen(id);
  const label = joined.path.slice(above.length);
  out.push({ kind: "branch", id, label, depth, open, runs: joined.runs, group: false });
  if (!open) return;
  if (joined.own) out.push({ kind: "run", run: joined.path, depth: depth + 1, label: "." });
  for (const child of joined.children.values()) flatten(child, depth + 1, id, out);
}

/** Unfolds whatever a run stands under. */
export function unfoldTo(run: string): void {
  const key = groupKey.peek();
  const ids = key ? [key(run) ?? ""] : run.split("/").map((_, i, all) => `${all.slice(0, i + 1).join("/")}/`);
  for (const id of ids) {
    if (view.folded.peek().has(everything) || view.folded.peek().has(id)) fold(id, true);
  }
}
