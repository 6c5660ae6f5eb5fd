/** What is to be drawn of a timeline, and where its parts stand. */
import type { sheet } from "../../../plot/ink";
import type { Seen } from "../request";
import { lineHeight, type Placed } from "./rows";
import type { Range, Stretch } from "./types";

export const rulerHeight = 26;
export const barHeight = lineHeight - 2;

export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly scroll: number;
  readonly view: Stretch;
  readonly rows: readonly Placed[];
  readonly seen: Seen | null;
  readonly categories: readonly string[];
  readonly colourBy: "name" | "category";
  readonly found: ReadonlySet<number> | null;
  readonly chosen: number | null;
  readonly spot: {
    readonly track: number;
    readonly line: number;
    readonly start: number;
    readonly end: number;
  } | null;
  readonly range: Range | null;
  readonly marks: readonly number[];
  readonly cursor: number | null;
  readonly theme: (typeof sheet)["value"];
}

export function xOf({ view, width }: Pick<Drawing, "view" | "width">, time: number): number {
  return ((time - view.from) / (view.to - view.from)) * width;
}
