/** Which runs are listed and which are drawn. */
import { computed } from "@preact/signals";
import { lastGood } from "./filter";
import { aliasOf, hiddenRuns } from "./house";
import { type Run, runNames, runs } from "./listing";
import { commonLead, commonTail } from "./names";
import { inListOrder } from "./order";
import { passing, plainSelection, type Selection, view } from "./view";

/** With more runs than this, only the newest so many start switched on. */
export const newestBound = 200;

export const runPattern = lastGood(view.runFilter);

/** Tells the runs that may be listed: those that nobody hid and whose name or alias matches the filter; null for all. */
const fits = computed<((name: string) => boolean) | null>(() => {
  const { pattern } = runPattern.value;
  const hidden = view.hiddenShown.value ? null : hiddenRuns.value;
  if (!pattern && !hidden?.size) return null;
  return (name) => !hidden?.has(name) && (!pattern || pattern.test(name) || pattern.test(aliasOf(name)));
});

/** Names that may be listed, in the order of the panel. */
export const matching = computed<readonly string[]>(() =>
  fits.value ? inListOrder.value.filter(fits.value) : inListOrder.value,
);

/** Names that may be listed, oldest first. */
const candidates = computed<readonly string[]>(() =>
  fits.value ? runNames.value.filter(fits.value) : runNames.value,
);

/** Names that are on, oldest first. The rule "newest" counts among the runs that match the filter. */
const onNames = computed<readonly string[]>(() => {
  const { rule, on, off } = view.selection.value;
  const names = candidates.value;
  const from = rule === "none" ? names.length : rule === "all" ? 0 : names.length - newestBound;
  return names.filter((name, i) => (i >= from ? !off.has(name) : on.has(name)));
});

/** The runs that are drawn: those that match the filter and are on. */
export const shown = computed<readonly Run[]>(() => {
  const all = runs.value;
  return onNames.value.flatMap((name) => all.get(name) ?? []);
});

export const shownNames = computed<ReadonlySet<string>>(() => new Set(onNames.value));

/** True while the bound, not a hand, keeps runs off. */
export const bounded = computed(
  () => view.selection.value.rule === "newest" && matching.value.length > newestBound,
);

/** The run whose curves stand out: the one pointed at, else the one that was clicked. */
export const litRun = computed(() => passing.hoveredRun.value ?? passing.heldRun.value);

/** Shows a run in the panel: scrolls to it and lets it flash. */
export function reveal(run: string): void {
  passing.revealed.value = { run };
}

export const nameEnds = computed(() => ({
  lead: commonLead(runNames.value),
  tail: commonTail(runNames.value),
}));

export function toggle(names: readonly string[], on: boolean): void {
  switchOver(names, () => on);
}

/** Sets each of some runs; what the rule gives anyway is no exception. */
function switchOver(names: readonly string[], want: (name: string) => boolean): void {
  const { rule, ...sets } = view.selection.peek();
  const next = { rule, on: new Set(sets.on), off: new Set(sets.off) };
  const usual = byRule();
  for (const name of names) {
    const on = want(name);
    next.on.delete(name);
    next.off.delete(name);
    if (on !== usual(name)) (on ? next.on : next.off).add(name);
  }
  view.selection.value = next;
}

/** Tells what the rule alone makes of a run. */
function byRule(): (name: string) => boolean {
  const { rule } = view.selection.peek();
  if (rule !== "newest") return () => rule === "all";
  const newest = new Set(candidates.peek().slice(-newestBound));
  return (name) => newest.has(name);
}

/** Switches every listed run on or off; without a filter that becomes the rule for runs yet to come. */
export function selectAll(on: boolean): void {
  if (runPattern.peek().pattern) toggle(matching.peek(), on);
  else view.selection.value = { ...plainSelection, rule: on ? "all" : "none" };
}

export function invert(): void {
  const { rule, on, off } = view.selection.peek();
  const before = shownNames.peek();
  if (runPattern.peek().pattern || rule === "newest")
    switchOver(matching.peek(), (name) => !before.has(name));
  else view.selection.value = { rule: rule === "all" ? "none" : "all", on: off, off: on };
}

let beforeOnly: Selection | null = null;

/** Leaves these runs on; asked again for the same, brings back what was on before. */
export function selectOnly(names: readonly string[]): void {
  const now = view.selection.peek();
  const already =
    now.rule === "none" && now.on.size === names.length && names.every((name) => now.on.has(name));
  view.selection.value = already
    ? (beforeOnly ?? plainSelection)
    : { rule: "none", on: new Set(names), off: new Set() };
  beforeOnly = already ? null : now;
}

/** Lets a run stand out until it is asked for again; null ends it. */
export function hold(run: string | null): void {
  passing.heldRun.value = passing.heldRun.peek() === run ? null : run;
}
