/** Layouts of custom scalars: what one is, and those that people made in this browser. */
import { signal } from "@preact/signals";

/** The tags of a line and of the bounds of the band around it. */
export interface Margin {
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
}

/** Regular expressions, each of which matches tags from their start, as Python has them; or bands. */
export type LayoutChart =
  | { readonly title: string; readonly multiline: readonly string[] }
  | { readonly title: string; readonly margin: readonly Margin[] };

export interface Category {
  readonly title: string;
  /** Folded at first. */
  readonly closed: boolean;
  readonly charts: readonly LayoutChart[];
}

export interface Layout {
  readonly name: string;
  readonly categories: readonly Category[];
}

/** A layout of this browser; the id is what a link knows it by. */
export interface OwnLayout extends Layout {
  readonly id: string;
}

const key = "board.layouts";

/** Which layout is shown: "" for the usual one, "all", "run:NAME" or "own:ID". */
export const chosenLayout = signal("");

/** A layout that came with the address, which another browser may have made. */
export const linkedLayout = signal<(Layout & { readonly id: string }) | null>(null);

/** Why what was kept could not be read or kept: one sentence, or "". */
export const layoutsTrouble = signal("");

export const ownLayouts = signal<readonly OwnLayout[]>(read());

/** What was taken away last, and how all was before. */
export const takenAway = signal<{ readonly what: string; readonly before: readonly OwnLayout[] } | null>(
  null,
);

// Another tab of this browser has made one.
window.addEventListener("storage", (event) => {
  if (event.key === key) ownLayouts.value = read();
});

function read(): OwnLayout[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    const sound = Array.isArray(kept) ? kept.filter(isOwn) : [];
    layoutsTrouble.value =
      Array.isArray(kept) && sound.length === kept.length
        ? ""
        : "Some layouts that this browser kept are damaged; the next change drops them.";
    return sound;
  } catch {
    layoutsTrouble.value = "The layouts that this browser kept are damaged; the next change replaces them.";
    return [];
  }
}

function keep(layouts: readonly OwnLayout[]): void {
  ownLayouts.value = layouts;
  try {
    localStorage.setItem(key, JSON.stringify(layouts));
    layoutsTrouble.value = "";
  } catch {
    layoutsTrouble.value = "This browser keeps nothing more: the layouts last as long as this page.";
  }
}

/** What a page can bear of a layout, whoever wrote it. */
export const mostCharts = 500;
const mostParts = 100;

/** Adds a layout under its name, or that name with a number where it is taken. */
export function addLayout({ name, categories }: Layout): OwnLayout {
  const made = { id: newId(), name: freeName(name), categories: bounded(categories) };
  takenAway.value = null;
  keep([...ownLayouts.peek(), made]);
  return made;
}

/** The first of the charts, and the first of what they are made of. */
function bounded(categories: readonly Category[]): Category[] {
  let room = mostCharts;
  return categories.slice(0, mostCharts).map(({ charts, ...category }) => {
    const first = charts.slice(0, room);
    room -= first.length;
    return { ...category, charts: first.map(boundedChart) };
  });
}

function boundedChart(chart: LayoutChart): LayoutChart {
  return "margin" in chart
    ? { ...chart, margin: chart.margin.slice(0, mostParts) }
    : { ...chart, multiline: chart.multiline.slice(0, mostParts) };
}

function newId(): string {
  const parts = crypto.getRandomValues(new Uint32Array(2));
  return [...parts].map((part) => part.toString(36)).join("");
}

/** A name that no layout of this browser has. */
export function freeName(wanted: string, but = ""): string {
  const base = wanted.trim() || "layout";
  const taken = new Set(ownLayouts.peek().flatMap(({ id, name }) => (id === but ? [] : [name])));
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
  return name;
}

export function changeLayout(id: string, change: Partial<Layout>): void {
  takenAway.value = null;
  keep(ownLayouts.peek().map((layout) => (layout.id === id ? { ...layout, ...change } : layout)));
}

/** As `changeLayout`, for a change that takes something away, which can be brought back. */
export function takeAway(what: string, id: string, change: Partial<Layout> | null): void {
  const before = ownLayouts.peek();
  if (change) changeLayout(id, change);
  else keep(before.filter((layout) => layout.id !== id));
  takenAway.value = { what, before };
}

export function bringBack(): void {
  const gone = takenAway.peek();
  takenAway.value = null;
  if (gone) keep(gone.before);
}

/** The expression that matches one tag only. */
export function exactly(tag: string): string {
  return `${tag.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
}

// What comes from storage or from an address may be anything.

function isText(thing: unknown): thing is string {
  return typeof thing === "string";
}

function isList<T>(thing: unknown, fits: (one: unknown) => one is T): thing is T[] {
  return Array.isArray(thing) && thing.every(fits);
}

function fields(thing: unknown): Record<string, unknown> {
  return (typeof thing === "object" && thing ? thing : {}) as Record<string, unknown>;
}

function isMargin(thing: unknown): thing is Margin {
  const { value, lower, upper } = fields(thing);
  return [value, lower, upper].every(isText);
}

function isChart(thing: unknown): thing is LayoutChart {
  const { title, multiline, margin } = fields(thing);
  return isText(title) && (isList(multiline, isText) ? margin === undefined : isList(margin, isMargin));
}

function isCategory(thing: unknown): thing is Category {
  const { title, closed, charts } = fields(thing);
  return isText(title) && typeof closed === "boolean" && isList(charts, isChart);
}

export function isLayout(thing: unknown): thing is Layout {
  const { name, categories } = fields(thing);
  return isText(name) && isList(categories, isCategory);
}

function isOwn(thing: unknown): thing is OwnLayout {
  return isLayout(thing) && isText(fields(thing).id);
}
