/** api/values: what runs have at a step or over a range, of every point there. */
import { checked } from "../api";
import type { Kind } from "./queue";
import { type CurvesAsk, fieldsOf } from "./request";

/** What a run has at a step, or over a range. */
export interface ValueRow {
  readonly run: string;
  readonly tag: string;
  /** Of the last point, as its value is. */
  readonly x: number;
  readonly value: number;
  readonly smoothed: number | null;
  readonly min: number;
  readonly max: number;
  /** From the first to the last value of the range. */
  readonly change: number;
}

/** A row as it comes: what JSON has no word for is a text. */
type ValueCells = Pick<ValueRow, "run" | "tag"> & Record<string, number | string | null>;

const columns = ["x", "value", "min", "max", "change"] as const;
type Five = [number, number, number, number, number];

/** What the runs have in a range: of every point there. */
export const values: Kind<CurvesAsk, ValueRow[]> = {
  shared: ({ tag: _, ...rest }) => JSON.stringify(rest),
  rows: ({ names }) => names.length,
  send: async (asks, signal) => {
    const body = fieldsOf(asks);
    for (const [name, text] of Object.entries((asks as [CurvesAsk])[0].smoothing)) body.set(name, text);
    const reply = await checked(await fetch("api/values", { method: "POST", body, signal }));
    const { series } = (await reply.json()) as { series: ValueCells[] };
    const rows = series.map(({ run, tag, smoothed, ...cells }): ValueRow => {
      const [x, value, min, max, change] = columns.map((name) => Number(cells[name])) as Five;
      return { run, tag, x, value, min, max, change, smoothed: smoothed === null ? null : Number(smoothed) };
    });
    return asks.map(({ tag }) => rows.filter((row) => row.tag === tag));
  },
};
