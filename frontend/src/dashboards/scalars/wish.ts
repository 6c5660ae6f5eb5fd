/** From the view to what a card asks for. */
import { effect, signal } from "@preact/signals";
import type { Run } from "../../listing";
import { shown } from "../../selection";
import { settings } from "../../settings";
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

/** The smoothing to ask for: the slider's, once it rests. It is also where the next page starts. */
export const askedSmoothing = signal(view.smoothing.peek());

let smoothingTimer = 0;
effect(() => {
  const next = view.smoothing.value;
  clearTimeout(smoothingTimer);
  smoothingTimer = window.setTimeout(() => {
    askedSmoothing.value = next;
    settings.smoothing.value = next;
  }, settle);
});

export function runsWith(tag: string): Run[] {
  return drawnRuns.value.filter((run) => run.tags.get("scalars")?.has(tag));
}

/** Charts of nearly the same size ask for the same number of pixel columns. */
const widthStep = 100;

export function wishFor(tag: string, width: number): Wish {
  return {
    runs: runsWith(tag),
    axis: view.axis.value,
    smoothing: askedSmoothing.value,
    width: Math.ceil((width * devicePixelRatio) / widthStep) * widthStep,
    range: view.zooms.value.get(tag) ?? null,
  };
}

export function logOf(tag: string): boolean {
  return view.logY.value !== view.logOther.value.has(tag);
}
