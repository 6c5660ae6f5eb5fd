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
  /** How runs are grouped, and what their colours go by where that differs; see grouping.ts. */
  groupBy: signal(""),
  colourBy: signal(""),
  /** Whether train and test of one parent directory share a hue. */
  paired: signal(false),
  /** The column of the runs table that the panel is sorted by, with "-" before it for downwards; "" for the settings' order. */
  sort: signal(""),
  /** Whether runs that somebody hid are listed all the same. */
  hiddenShown: signal(false),
  /** Directories and groups folded in the panel. */
  folded: signal<ReadonlySet<string>>(new Set()),
  /** Whether the runs table is open, its columns, and what it is sorted and filtered by. */
  table: signal(false),
  tableColumns: signal<readonly string[]>([]),
  tableSort: signal(""),
  tableFilters: signal<ReadonlyMap<string, string>>(new Map()),
  axis: signal<Axis>("step"),
  smoothing: signal(settings.smoothing.peek()),
  logY: signal(false),
  /** Charts whose y axis differs from `logY`. */
  logOther: signal<ReadonlySet<string>>(new Set()),
  zooms: signal<ReadonlyMap<string, Range>>(new Map()),
  pins: signal<readonly string[]>([]),
  /** Sections that are not as they start, which mostly is open. */
  collapsed: signal<ReadonlySet<string>>(new Set()),
  /** The tag shown in full, or "". */
  full: signal(""),
};

/** What passes: never in the URL. */
export const passing = {
  hoveredRun: signal<string | null>(null),
  /** The run that stays lit after a click on its name. */
  heldRun: signal<string | null>(null),
  /** The run that the panel was last asked to show; a new object every time. */
  revealed: signal<{ readonly run: string } | null>(null),
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
