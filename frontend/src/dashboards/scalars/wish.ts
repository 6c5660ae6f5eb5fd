/** From the view to what a card asks for. */
import { computed, effect, signal } from "@preact/signals";
import { naturallySorted, type Run, same, type TagSet } from "../../listing";
import { shown } from "../../selection";
import { view } from "../../view";
import type { Wish } from "./series";

const settle = 120;

/** The runs on the charts: those that are shown, but not with every key of a filter being typed. */
export const drawnRuns = signal<readonly Run[]>([]);

let filterSeen = "";
let runsTimer = 0;
effect(() => {
  const next = shown.value;
  const typing = view.runFilter.value !== filterSeen;
  filterSeen = view.runFilter.value;
  if (!typing && runsTimer === 0) drawnRuns.value = next;
  else {
    clearTimeout(runsTimer);
    runsTimer = window.setTimeout(() => {
      runsTimer = 0;
      drawnRuns.value = shown.peek();
    }, settle);
  }
});

/** The smoothing to ask for: the slider's, once it rests. */
export const askedSmoothing = signal(view.smoothing.peek());

let smoothingTimer = 0;
effect(() => {
  const next = view.smoothing.value;
  clearTimeout(smoothingTimer);
  const ask = () => {
    askedSmoothing.value = next;
  };
  if (drawnRuns.peek().length) smoothingTimer = window.setTimeout(ask, settle);
  else ask();
});

const drawnSets = computed<readonly TagSet[]>((previous?: readonly TagSet[]) => {
  const next = [...new Set(drawnRuns.value.map((run) => run.tags))];
  return previous && same(previous, next) ? previous : next;
});

/** The tags that some run on the charts has, naturally sorted. */
export const drawnTags = computed<readonly string[]>(() => {
  const union = new Set(drawnSets.value.flatMap((tags) => [...(tags.get("scalars") ?? [])]));
  return naturallySorted(union);
});

export function runsWith(tag: string): Run[] {
  return drawnRuns.value.filter((run) => run.tags.get("scalars")?.has(tag));
}

/** Charts of nearly the same size ask for the same number of pixel columns. */
const widthStep = 50;

/** What the y axis takes of a card. */
const besidePlot = 46;

/** With more curves than this a column is two pixels wide: half the data, and no eye can tell. */
const many = 24;

export function wishFor(tag: string, width: number): Wish {
  const runs = runsWith(tag);
  const pixels = (width - besidePlot) * devicePixelRatio;
  const columns = runs.length > many ? pixels / 2 : pixels;
  return {
    runs,
    axis: view.axis.value,
    smoothing: askedSmoothing.value,
    width: Math.max(1, Math.ceil(columns / widthStep)) * widthStep,
    range: view.zooms.value.get(tag) ?? null,
  };
}

export function logOf(tag: string): boolean {
  return view.logY.value !== view.logOther.value.has(tag);
}
