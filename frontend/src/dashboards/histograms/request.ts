/** api/histograms: asks for a tag's histograms and reads the binary answer into columns. */
import { fetchRows, type RunRows, rowsFrom } from "../../charts/rowseries";
import type { Timed } from "../../charts/steptimes";
import type { Column, Place } from "../../columns";

const rowColumns = ["step", "wall", "min", "max", "count", "sum", "nonfinite"] as const;
const bucketColumns = ["left", "right", "counts"] as const;
type Name = (typeof rowColumns)[number] | (typeof bucketColumns)[number];

/** A run's histograms, as columns in the order written. */
export interface Histograms extends RunRows, Timed, Readonly<Record<Name, Column>> {
  /** How many the run has, of which `rows` came. */
  readonly total: number;
  readonly thinned: boolean;
  readonly description: string;
  /** Where the buckets of each begin, and where the last ones end. */
  readonly start: Column;
  /** Those that cannot be read, and why not the first. */
  readonly unreadable: { readonly count: number; readonly first: string };
}

interface Series extends Pick<Histograms, "run" | "total" | "rows" | "thinned" | "description"> {
  readonly begun: number | null;
  readonly error?: Histograms["unreadable"];
  readonly columns: Record<Name | "start", Place>;
}

export const histogramRows = rowsFrom(async (ask, signal) => {
  const { header, column } = await fetchRows<Series>("api/histograms", ask, signal);
  return header.series.map((series) => histograms(series, column));
});

function histograms(
  { columns, rows, begun, error, ...facts }: Series,
  column: (place: Place, length: number) => Column,
): Histograms {
  const start = column(columns.start, rows + 1);
  const buckets = start[rows] as number;
  const all = [
    ...rowColumns.map((name) => [name, column(columns[name], rows)]),
    ...bucketColumns.map((name) => [name, column(columns[name], buckets)]),
  ];
  return {
    ...facts,
    ...(Object.fromEntries(all) as Record<Name, Column>),
    rows,
    start,
    weight: rows + buckets,
    unreadable: error ?? { count: 0, first: "" },
    begun: begun ?? Number.NaN,
  };
}
