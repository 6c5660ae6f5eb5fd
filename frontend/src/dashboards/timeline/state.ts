/** How a timeline is looked at; nearly all of it is in the address. */
import { signal } from "@preact/signals";
import type { Range, Stretch } from "./scene/types";

export const groupings = ["name", "category", "track"] as const;
export type Grouping = (typeof groupings)[number];
export const panes = ["about", "table", "summary"] as const;
export type Pane = (typeof panes)[number];
export type Alignment = "start" | "clock";

export const state = {
  /** The id of the timeline; empty for the first there is. */
  id: signal(""),
  /** Ids of those that are shown beneath it. */
  others: signal<readonly string[]>([]),
  /** Whether all begin at one moment of the picture, or stand where they were by the clock. */
  align: signal<Alignment>("start"),
  /** The id of the one that is told of; empty for the first. */
  told: signal(""),
  /** What is seen and marked, in the time of the first. */
  view: signal<Stretch | null>(null),
  marks: signal<readonly number[]>([]),
  /** Slice and range of the one that is told of, in its own time. */
  chosen: signal<number | null>(null),
  range: signal<Range | null>(null),
  query: signal(""),
  regex: signal(false),
  colourBy: signal<"name" | "category">("name"),
  flows: signal(true),
  /** Rows that are folded, pinned above all others, hidden, by their keys. */
  folded: signal<ReadonlySet<string>>(new Set()),
  pinned: signal<readonly string[]>([]),
  /** Keys of rows that were moved within their process, and of those that stand before them. */
  order: signal<readonly string[]>([]),
  hidden: signal<ReadonlySet<string>>(new Set()),
  /** Only rows whose names have this in them. */
  filter: signal(""),
  pane: signal<Pane>("about"),
  by: signal<Grouping>("name"),
};
