/** From the view to what a card asks for. */
import { computed, effect, signal } from "@preact/signals";
import { groups } from "../groups";
import { naturallySorted, type Run, same, type TagSet } from "../listing";
import { shown } from "../selection";
import { view } from "../view";
import type { GroupsWish } from "./bands";
import type { RunsWish } from "./series";
import { axisOf, charts } from "./state";
import { zoomOf } from "./zoom";

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

/** Behind groups the members are as they were written. */
const unsmoothed = { smoothing: "0" };

/** How the controls say to smooth, as the fields of a request. */
const chosenSmoothing = computed((): Readonly<Record<string, string>> => {
  const smoother = charts.smoother.value;
  if (smoother === "exponential") return { smoothing: String(view.smoothing.value) };
  return { smoother, window: String(charts.window.value), unit: charts.unit.value };
});

/** The smoothing to ask for: the controls', once they rest. */
export const askedSmoothing = signal(chosenSmoothing.peek());

let smoothingTimer = 0;
effect(() => {
  const next = chosenSmoothing.value;
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

/** Whether a card shows groups: one metric against another has no x that runs share. */
export function grouped(card: string): boolean {
  return groups.value !== null && axisOf(card) !== "tag";
}

/** What is asked of the groups of a tag; null where the card shows none. */
export function groupsWishFor(card: string, tag: string, width: number): GroupsWish | null {
  if (!grouped(card)) return null;
  const wish = wishFor(card, tag, width);
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
export function wishFor(card: string, tag: string, width: number): RunsWish {
  const runs = runsWith(tag);
  const axis = axisOf(card);
  const pixels = (width - besidePlot) * devicePixelRatio;
  const columns = runs.length > many ? pixels / 2 : pixels;
  return {
    runs,
    axis,
    against: charts.against.value.get(card) ?? "",
    smoothing: grouped(card) ? unsmoothed : askedSmoothing.value,
    width: Math.max(1, Math.ceil(columns / widthStep)) * widthStep,
    range: axis === "tag" ? null : zoomOf(card),
    superseded: charts.superseded.value.has(card),
  };
}
