/** From the view to what a card asks for. */
import { computed, effect, signal } from "@preact/signals";
import { drawnRuns, drawnTags, runsWith } from "../drawn";
import { groups } from "../groups";
import { view } from "../view";
import type { GroupsWish } from "./bands";
import type { RunsWish } from "./series";
import type { Spec } from "./spec";
import { axisOf, charts } from "./state";
import { zoomOf } from "./zoom";

const settle = 120;

export const scalarTags = drawnTags("scalars");

/** Behind groups, and in a band, which smooth lines would leave, runs are as they were written. */
export const unsmoothed = { smoothing: "0" };

/** How the controls say to smooth, as the fields of a request. */
const chosenSmoothing = computed((): Readonly<Record<string, string>> => {
  const smoother = charts.smoother.value;
  if (smoother === "exponential") return { smoothing: String(view.smoothing.value) };
  return { smoother, window: String(charts.window.value), unit: charts.unit.value };
});

/** The smoothing to ask for: the controls' at their first movement, and again once they rest. */
export const askedSmoothing = signal(chosenSmoothing.peek());

let smoothingTimer = 0;
let smoothingMoved = 0;
effect(() => {
  const next = chosenSmoothing.value;
  clearTimeout(smoothingTimer);
  const moving = performance.now() - smoothingMoved < settle;
  smoothingMoved = performance.now();
  const ask = () => {
    askedSmoothing.value = next;
  };
  if (moving && drawnRuns.peek().length) smoothingTimer = window.setTimeout(ask, settle);
  else ask();
});

/** Charts of nearly the same size ask for the same number of pixel columns. */
const widthStep = 25;

/** What the y axis takes of a card. */
const besidePlot = 46;

/** With more curves than this a column may be so many pixels wide: less data, and in the crowd no eye can tell. */
const crowds = [
  { curves: 64, column: 4 },
  { curves: 24, column: 2 },
] as const;

/** Whether a card shows groups: one metric against another has no x that runs share, and a band is a run's own. */
export function grouped({ key, margins }: Spec): boolean {
  return groups.value !== null && !margins && axisOf(key) !== "tag";
}

/** What is asked of the groups of a tag; null where the card shows none. */
export function groupsWishFor(spec: Spec, tag: string, width: number): GroupsWish | null {
  if (!grouped(spec)) return null;
  const wish = wishFor(spec, tag, width);
  const having = new Set(wish.runs.map(({ name }) => name));
  const members = (groups.value ?? []).flatMap(({ name, runs }) => {
    const own = runs.filter((run) => having.has(run));
    return own.length ? [{ name, runs: own }] : [];
  });
  return {
    ...wish,
    smoothing: askedSmoothing.value,
    groups: members,
    center: charts.center.value,
    band: charts.band.value,
  };
}

/** What is asked of a tag's runs on a card that is so many pixels wide. */
export function wishFor(spec: Spec, tag: string, width: number): RunsWish {
  const { key } = spec;
  const runs = runsWith("scalars", tag);
  const axis = axisOf(key);
  const pixels = (width - besidePlot) * devicePixelRatio;
  const crowded = runs.length > crowds[1].curves;
  const { column } = crowds.find(({ curves }) => runs.length > curves) ?? { column: 1 };
  const steps = pixels / column / widthStep;
  return {
    runs,
    axis,
    against: charts.against.value.get(key) ?? "",
    smoothing: grouped(spec) || spec.margins ? unsmoothed : askedSmoothing.value,
    width: Math.max(1, crowded ? Math.floor(steps) : Math.ceil(steps)) * widthStep,
    range: axis === "tag" ? null : zoomOf(key),
    superseded: charts.superseded.value.has(key),
    crowded,
  };
}
