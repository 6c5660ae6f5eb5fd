/** How the graph is looked at: which one, what is open in it, what it is coloured by, what is searched and compared. */
import { signal } from "@preact/signals";
import { kept } from "../../settings";
import type { Spot } from "./scene/types";

export const colourings = ["structure", "op", "device", "time", "memory", "xla", "none"] as const;
export type Colouring = (typeof colourings)[number];

export const searchFields = ["any", "name", "op"] as const;
export type SearchField = (typeof searchFields)[number];

export const traces = ["", "inputs", "outputs", "both"] as const;
export type Trace = (typeof traces)[number];

export const tableGroups = ["op", "node"] as const;
export type TableGroup = (typeof tableGroups)[number];

export const graphs = {
  /** The listed graph; empty for the first one. */
  id: signal(""),
  /** Paths of open scopes. */
  open: signal<ReadonlySet<string>>(new Set()),
  chosen: signal<string | null>(null),
  /** Empty for what this browser was last told. */
  colouring: signal<Colouring | "">(""),
  /** The legend's entries that stand out, while any do. */
  lit: signal<ReadonlySet<string>>(new Set()),
  /** The id of a session run; empty for the newest, "-" for none. */
  session: signal(""),
  query: signal(""),
  regex: signal(false),
  by: signal<SearchField>("any"),
  trace: signal<Trace>(""),
  /** The graph that this one is compared with; empty for none. */
  other: signal(""),
  /** From where the picture is seen; null for as it is seen first. */
  spot: signal<Spot | null>(null),
  /** Nodes that a person moved: true for what is set aside, false for what is back. */
  moved: signal<ReadonlyMap<string, boolean>>(new Map()),
  /** Whether the table of operations is open, by what it has a row, and by which column it is sorted, "-" before it for downwards. */
  table: signal(false),
  tableBy: signal<TableGroup>("op"),
  tableSort: signal("-time"),
};

export const graphSettings = {
  colouring: kept<Colouring>("graphColours", "structure", (c) => colourings.includes(c)),
  panel: kept<"on" | "off">("graphPanel", "on", (p) => p === "on" || p === "off"),
};

export function colouring(): Colouring {
  return graphs.colouring.value || graphSettings.colouring.value;
}

/** What is chosen by hand is what the next graph is coloured by. */
export function colourBy(next: Colouring): void {
  graphs.colouring.value = next;
  graphSettings.colouring.value = next;
  graphs.lit.value = new Set();
}
