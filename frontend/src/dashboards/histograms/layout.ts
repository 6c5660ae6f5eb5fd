/** How the runs of a card stand side by side, and how many cells of the grid that takes. */
import { gridColumns } from "../../charts/corner";

/** Runs that stand side by side on a card; in full screen all do. */
export const mostApart = 12;

/** Two runs share the width of a cell. */
const perCell = 2;

export interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** Runs in a row. */
  readonly across: number;
}

/** The cells for so many runs: as wide as it takes to have them in one row, in a number that divides the grid's columns. */
export function cellsFor(runs: number): Cells {
  const shown = Math.max(1, Math.min(runs, mostApart));
  const all = gridColumns.value;
  const wanted = Math.min(all, Math.ceil(shown / perCell));
  let columns = wanted;
  while (all % columns) columns++;
  const rows = Math.ceil(shown / (columns * perCell));
  return { columns, rows, across: Math.ceil(shown / rows) };
}

/** In a row of a picture of this size, so that the parts come near to 3 : 2. */
export function acrossIn(width: number, height: number, runs: number): number {
  return Math.max(1, Math.min(runs, Math.round(Math.sqrt((runs * width) / (height * 1.5)))));
}

export function cellStyle({ columns, rows }: Cells): Record<string, string> | undefined {
  return columns === 1 && rows === 1 ? undefined : { gridColumn: `span ${columns}`, "--rows": String(rows) };
}

/** A plot within the picture, in pixels, and whether the labels of the left axis stand beside it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly labelled: boolean;
}

const between = 12;
const foot = 22;
const edge = { top: 8, right: 8 };
const titleHeight = 17;

interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly plots: number;
  readonly across: number;
  /** What the labels of a left axis take. */
  readonly labels: number;
  /** Whether every plot has them; else the first of a row does. */
  readonly each: boolean;
  readonly titled: boolean;
}

/** So many plots of one size. */
export function boxesIn({ width, height, plots, across, labels, each, titled }: Arrangement): Box[] {
  const rows = Math.ceil(plots / across);
  const head = titled ? titleHeight : edge.top;
  const gap = each ? labels + edge.right : between;
  const w = Math.max(8, (width - labels - edge.right - (across - 1) * gap) / across);
  const h = Math.max(8, height / rows - head - foot);
  return Array.from({ length: plots }, (_, i) => ({
    left: labels + (i % across) * (w + gap),
    top: Math.floor(i / across) * (height / rows) + head,
    width: w,
    height: h,
    labelled: each || i % across === 0,
  }));
}
