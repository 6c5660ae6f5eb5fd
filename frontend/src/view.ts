/** What the page shows: the one place for its state. `address.ts` keeps all of it in the URL. */
import { signal } from "@preact/signals";
import type { Axis } from "./api";
import { settings } from "./settings";

export type Range = readonly [from: number, to: number];

/** Which runs are on: a rule for all, and the exceptions made by hand. */
export interface Selection {
  readonly rule: "newest" | "all" | "none";
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
}

export const plainSelection: Selection = { rule: "newest", on: new Set(), off: new Set() };

export const view = {
  tab: signal("scalars"),
  runFilter: signal(""),
  tagFilter: signal(""),
  selection: signal(plainSelection),
  axis: signal<Axis>("step"),
  smoothing: signal(settings.smoothing.peek()),
  logY: signal(false),
  /** Charts whose y axis differs from `logY`. */
  logOther: signal<ReadonlySet<string>>(new Set()),
  zooms: signal<ReadonlyMap<string, Range>>(new Map()),
  pins: signal<readonly string[]>([]),
  collapsed: signal<ReadonlySet<string>>(new Set()),
  /** The tag shown in full, or "". */
  full: signal(""),
};

/** What passes: never in the URL. */
export const passing = {
  hoveredRun: signal<string | null>(null),
  /** What stands beside the runs' names: a dashboard may fill it. */
  column: signal<{ readonly title: string; readonly values: ReadonlyMap<string, string> } | null>(null),
  drawer: signal(false),
  sheet: signal<"help" | "problems" | null>(null),
};

export function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

export function setZoom(tag: string, range: Range | null): void {
  const zooms = new Map(view.zooms.peek());
  if (range) zooms.set(tag, range);
  else zooms.delete(tag);
  view.zooms.value = zooms;
}

/** A range of steps says nothing about seconds, so another axis starts unzoomed. */
export function setAxis(axis: Axis): void {
  if (axis === view.axis.peek()) return;
  view.axis.value = axis;
  view.zooms.value = new Map();
}
