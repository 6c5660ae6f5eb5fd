/** What api/tensors says of one value. */
import { checked } from "../../api";
import { type Column, decodeBody, type Place } from "../../columns";
import { type Steps, valueUrl } from "../../steps";

/** NaN, infinities, complex numbers and large integers come as texts. */
export type Cell = number | string | boolean;

export interface Tensor {
  readonly type: string;
  readonly shape: readonly number[];
  /** Bytes that it takes in the file. */
  readonly size: number;
  readonly statistics: {
    readonly least: number;
    readonly greatest: number;
    readonly mean: number;
    readonly deviation: number;
    readonly zeros: number;
    readonly nonfinite: number;
  } | null;
  /** The place along all dimensions but the last two. */
  readonly slice: readonly number[];
  /** Rows and columns of that matrix. */
  readonly matrix: readonly [rows: number, columns: number];
  readonly row: number;
  readonly column: number;
  readonly values: readonly (readonly Cell[])[];
}

export interface Picture {
  readonly shape: readonly [rows: number, columns: number];
  readonly cells: Column;
}

/** Which part of a value is looked at. */
export interface Window {
  readonly slice: readonly number[] | null;
  readonly row: number;
  readonly column: number;
}

const sliced = ({ slice }: Window): Record<string, string> => (slice ? { slice: slice.join(",") } : {});

export async function fetchTensor(
  steps: Steps,
  place: number,
  window: Window,
  size: readonly [rows: number, columns: number],
  signal: AbortSignal,
): Promise<Tensor> {
  const { row, column } = window;
  const fields = { ...sliced(window), row, column, rows: size[0], columns: size[1] };
  const url = valueUrl("api/tensors/value", steps, place, fields);
  return (await checked(await fetch(url, { signal }))).json();
}

export async function fetchPicture(
  steps: Steps,
  place: number,
  window: Window,
  signal: AbortSignal,
): Promise<Picture | null> {
  const reply = await checked(
    await fetch(valueUrl("api/tensors/cells", steps, place, sliced(window)), { signal }),
  );
  const body = decodeBody<{ series: { rows: number; shape: [number, number]; columns: { cell: Place } }[] }>(
    await reply.arrayBuffer(),
  );
  const [series] = body.header.series;
  return series?.rows ? { shape: series.shape, cells: body.column(series.columns.cell, series.rows) } : null;
}

export function fileUrl(steps: Steps, place: number): string {
  return valueUrl("api/tensors/file", steps, place);
}
