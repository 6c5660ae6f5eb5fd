/** What the view of the charts holds beyond the frame's own: how they are smoothed, scaled, combined and marked. */
import { computed, signal } from "@preact/signals";
import type { XAxis } from "../plot/curve";
import type { Limits } from "../plot/scale";
import { type Range, toggled, view } from "../view";

export const smoothers = ["exponential", "mean", "median"] as const;
export type Smoother = (typeof smoothers)[number];
export const units = ["points", "steps"] as const;
export type Unit = (typeof units)[number];
export const centers = ["mean", "median"] as const;
export const bands = ["std", "sem", "ci95", "quartiles", "minmax", "none"] as const;

/** Fixed ends of the y axes. */
export interface FixedLimits {
  readonly left: Limits;
  readonly right: Limits;
}

export const free: FixedLimits = { left: [null, null], right: [null, null] };

/** A card that shows several tags: those listed and those a pattern finds, some on the second axis. */
export interface Combined {
  readonly tags: readonly string[];
  readonly pattern: string;
  readonly right: ReadonlySet<string>;
}

/** How many columns and rows of the grid a card takes. */
export type Size = readonly [columns: number, rows: number];

/** A step (both ends equal) or a range that is pinned on every chart with this x axis. */
export interface Pin {
  readonly axis: XAxis;
  readonly range: Range;
}

export const factoryWindow = 11;

export const charts = {
  smoother: signal<Smoother>("exponential"),
  window: signal(factoryWindow),
  unit: signal<Unit>("points"),
  logX: signal(false),
  /** Cards whose x axis differs from `logX`. */
  logXOther: signal<ReadonlySet<string>>(new Set()),
  trimmed: signal(false),
  /** Cards on which outliers are hidden though `trimmed` says not, or the other way round. */
  trimmedOther: signal<ReadonlySet<string>>(new Set()),
  /** Cards that show what a restart replaced. */
  superseded: signal<ReadonlySet<string>>(new Set()),
  limits: signal<ReadonlyMap<string, FixedLimits>>(new Map()),
  /** The tag along the bottom of a card. */
  against: signal<ReadonlyMap<string, string>>(new Map()),
  combined: signal<ReadonlyMap<string, Combined>>(new Map()),
  sizes: signal<ReadonlyMap<string, Size>>(new Map()),
  /** Cards with a table of values. */
  tables: signal<ReadonlySet<string>>(new Set()),
  pin: signal<Pin | null>(null),
  center: signal<(typeof centers)[number]>("mean"),
  band: signal<(typeof bands)[number]>("std"),
  members: signal(true),
};

/** The x axis of a card. */
export function axisOf(key: string): XAxis {
  return charts.against.value.has(key) ? "tag" : view.axis.value;
}

/** Dates and other tags have no use for, and often no place on, a logarithmic axis. */
export function logXOf(key: string): boolean {
  return axisOf(key) !== "wall" && charts.logX.value !== charts.logXOther.value.has(key);
}

export function logOf(key: string): boolean {
  return view.logY.value !== view.logOther.value.has(key);
}

export function trimmedOf(key: string): boolean {
  return charts.trimmed.value !== charts.trimmedOther.value.has(key);
}

export function limitsOf(key: string): FixedLimits {
  return charts.limits.value.get(key) ?? free;
}

/** What is pinned, where it means something on the present axis. */
export const pinned = computed(() =>
  charts.pin.value?.axis === view.axis.value ? charts.pin.value.range : null,
);

export function pinRange(range: Range | null): void {
  charts.pin.value = range && { axis: view.axis.peek(), range };
}

/** Sets or, with null, removes an entry of a map in a signal. */
export function put<T>(
  target: { value: ReadonlyMap<string, T>; peek(): ReadonlyMap<string, T> },
  key: string,
  item: T | null,
): void {
  const next = new Map(target.peek());
  if (item === null) next.delete(key);
  else next.set(key, item);
  target.value = next;
}

/** Takes a card into a set in a signal, or out of it. */
export function flip(target: { value: ReadonlySet<string>; peek(): ReadonlySet<string> }, key: string): void {
  target.value = toggled(target.peek(), key);
}
