/** api/distributions: asks for the percentiles of a tag's histograms and reads the binary answer into columns. */
import { fetchRows, type RunRows, rowsFrom } from "../../charts/rowseries";
import type { Timed } from "../../charts/steptimes";
import type { Column, Place } from "../../columns";

/** In hundredths of a percent: where a normal distribution has its half standard deviations. */
export const basisPoints = [0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000] as const;
export const median = 4;

/** The percentiles of a run's histograms, as columns in the order written. */
export interface Percentiles extends RunRows, Timed {
  readonly total: number;
  readonly thinned: boolean;
  readonly description: string;
  /** Those that cannot be read, and why not the first. */
  readonly unreadable: { readonly count: number; readonly first: string };
  /** One column for each of the basis points; NaN for a histogram of no value. */
  readonly points: readonly Column[];
}

interface Series extends Pick<Percentiles, "run" | "rows" | "total" | "thinned" | "description"> {
  readonly begun: number | null;
  readonly error?: Percentiles["unreadable"];
  readonly columns: Record<string, Place>;
}

export const percentileRows = rowsFrom(async (ask, signal) => {
  const { header, column } = await fetchRows<Series>("api/distributions", ask, signal);
  return header.series.map(({ columns, begun, error, ...facts }): Percentiles => {
    const read = (name: string) => column(columns[name] as Place, facts.rows);
    return {
      ...facts,
      step: read("step"),
      wall: read("wall"),
      points: basisPoints.map((point) => read(`p${point}`)),
      weight: 11 * facts.rows,
      unreadable: error ?? { count: 0, first: "" },
      begun: begun ?? Number.NaN,
    };
  });
});
