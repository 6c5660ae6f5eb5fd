/** What the server has: runs, their tags and the state of loading. Deltas of the listing are merged here. */
import { batch, computed, signal } from "@preact/signals";
import type { ListingReply, Progress } from "./api";
import { naturalKey } from "./names";

/** The tags of a run by kind; runs with equal tags share one object. */
export type TagSet = ReadonlyMap<string, ReadonlySet<string>>;

export interface Run {
  readonly name: string;
  readonly start: number | null;
  /** Changes whenever the run's data does, also when the server was restarted. */
  readonly stamp: number;
  readonly tags: TagSet;
  readonly points: number;
}

export interface ServerFacts {
  logdir: string;
  called: string;
  missing: readonly string[];
  title: string;
  progress: Progress;
  points: number;
  problems: number;
  compiled: boolean;
}

/** Runs by name, oldest first. A new Map whenever anything in it changed. */
export const runs = signal<ReadonlyMap<string, Run>>(new Map());
export const facts = signal<ServerFacts | null>(null);

/** Run names, oldest first; keeps its identity while no run comes or goes. */
export const runNames = signal<readonly string[]>([]);

let version = 0;
let epoch = "";
let epochs = 0;
let tagsets = new Map<string, TagSet>();

/** What to tell the server we know. */
export function known(): { version: number; epoch: string } {
  return { version, epoch };
}

export function merge(reply: ListingReply): void {
  const fresh = reply.full || reply.epoch !== epoch;
  if (reply.epoch !== epoch) {
    epochs++;
    tagsets = new Map();
  }
  const sets = reply.tagsets.map(intern);
  const next = new Map(fresh ? [] : runs.peek());
  for (const name of reply.removed) next.delete(name);
  for (const [name, start, runVersion, tagset, points] of reply.runs) {
    const tags = sets[tagset] ?? new Map();
    next.set(name, { name, start, stamp: epochs * 2 ** 40 + runVersion, tags, points });
  }
  version = reply.version;
  epoch = reply.epoch;
  const ordered = fresh ? next : inOrder(next, reply);
  batch(() => {
    facts.value = pickFacts(reply);
    runs.value = ordered;
    const names = [...ordered.keys()];
    if (!same(names, runNames.peek())) runNames.value = names;
  });
}

/** Has all that is shown of runs asked for again. */
export function renew(): void {
  epochs++;
  runs.value = new Map([...runs.peek()].map(([name, run]) => [name, { ...run, stamp: run.stamp + 2 ** 40 }]));
}

function pickFacts(reply: ListingReply): ServerFacts {
  const { logdir, called, missing, title, progress, points, problems, compiled } = reply;
  return { logdir, called, missing, title, progress, points, problems, compiled };
}

/** A full listing is in order already; a delta may bring runs that are older than some we know. */
function inOrder(merged: Map<string, Run>, reply: ListingReply): Map<string, Run> {
  const before = runs.peek();
  if (reply.runs.every(([name, start]) => before.get(name)?.start === start)) return merged;
  const start = (run: Run) => run.start ?? Number.POSITIVE_INFINITY;
  const list = [...merged.values()];
  list.sort((a, b) => start(a) - start(b) || (a.name < b.name ? -1 : 1));
  return new Map(list.map((run) => [run.name, run]));
}

function intern(tags: Record<string, string[]>): TagSet {
  const key = JSON.stringify(tags);
  let set = tagsets.get(key);
  if (!set) {
    set = new Map(Object.entries(tags).map(([kind, names]) => [kind, new Set(names)]));
    tagsets.set(key, set);
  }
  return set;
}

export function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

const tagSetsInUse = computed<readonly TagSet[]>((previous?: readonly TagSet[]) => {
  const next = [...new Set([...runs.value.values()].map((run) => run.tags))];
  return previous && same(previous, next) ? previous : next;
});

/** Every tag of every kind, naturally sorted; only recomputed when a run's tags change. */
export const tagsByKind = computed<ReadonlyMap<string, readonly string[]>>(() => {
  const union = new Map<string, Set<string>>();
  for (const tags of tagSetsInUse.value) {
    for (const [kind, names] of tags) {
      const all = union.get(kind) ?? new Set();
      for (const name of names) all.add(name);
      union.set(kind, all);
    }
  }
  return new Map([...union].map(([kind, names]) => [kind, naturallySorted(names)]));
});

export function naturallySorted(names: Iterable<string>): string[] {
  const keyed = Array.from(names, (name) => [naturalKey(name), name] as const);
  keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return keyed.map(([, name]) => name);
}
