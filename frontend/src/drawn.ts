/** What the dashboards draw: the runs that are on, and the tags that they have. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { naturallySorted, type Run, same, type TagSet } from "./listing";
import { shown } from "./selection";
import { view } from "./view";

const settle = 120;

/** The runs on the cards: those that are shown, but not with every key of a filter being typed. */
export const drawnRuns = signal<readonly Run[]>([]);

let filterSeen = "";
let timer = 0;
effect(() => {
  const next = shown.value;
  const typing = view.runFilter.value !== filterSeen;
  filterSeen = view.runFilter.value;
  if (!typing && timer === 0) drawnRuns.value = next;
  else {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      drawnRuns.value = shown.peek();
    }, settle);
  }
});

const drawnSets = computed<readonly TagSet[]>((previous?: readonly TagSet[]) => {
  const next = [...new Set(drawnRuns.value.map((run) => run.tags))];
  return previous && same(previous, next) ? previous : next;
});

const byKind = new Map<string, ReadonlySignal<readonly string[]>>();

/** The tags of a kind that some drawn run has, naturally sorted. */
export function drawnTags(kind: string): ReadonlySignal<readonly string[]> {
  let tags = byKind.get(kind);
  if (!tags) {
    tags = computed(() =>
      naturallySorted(new Set(drawnSets.value.flatMap((sets) => [...(sets.get(kind) ?? [])]))),
    );
    byKind.set(kind, tags);
  }
  return tags;
}

/** The drawn runs that have a tag of a kind, oldest first. */
export function runsWith(kind: string, tag: string): Run[] {
  return drawnRuns.value.filter((run) => run.tags.get(kind)?.has(tag));
}
