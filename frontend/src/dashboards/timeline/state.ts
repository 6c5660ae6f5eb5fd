/** How a timeline is looked at; nearly all of it is in the address. */
import { signal } from "@preact/signals";
import type { Range, Stretch } from "./scene/types";

export const groupings = ["name", "category", "track"] as const;
export type Grouping = (typeof groupings)[number];
export const panes = ["about", "table", "summary"] as const;
export type Pane = (typeof panes)[number];

export const state = {
  /** The id of the timeline, and of others shown below it; empty for the first there is. */
  id: signal(""),
  view: signal<Stretch | null>(null),
  chosen: signal<number | null>(null),
  range: signal<Range | null>(null),
  marks: signal<readonly number[]>([]),
  query: signal(""),
  regex: signal(false),
  colourBy: signal<"name" | "category">("name"),
  flows: signal(true),
  /** Rows that are folded, pinned above all others, hidden, by their keys. */
  folded: signal<ReadonlySet<string>>(new Set()),
  pinned: signal<readonly string[]>([]),
  hidden: signal<ReadonlySet<string>>(new Set()),
  /** Only rows whose names have this in them. */
  filter: signal(""),
  pane: signal<Pane>("about"),
  by: signal<Grouping>("name"),
};
