/** api/pr_curves: curves at chosen steps, and one series over time. */
import { checked } from "../../api";
import { type Column, decodeBody, type Place } from "../../columns";
import { known } from "../../listing";
import { addressOf, type Steps } from "../../steps";
import type { Source } from "./state";

/** Null where a score says nothing. */
export interface Scores {
  readonly average_precision: number | null;
  readonly roc_area: number | null;
  readonly best_f1: number | null;
  /** The least threshold that has the best F1. */
  readonly best_threshold: number | null;
}

const names = [
  "threshold",
  "precision",
  "recall",
  "true_positives",
  "false_positives",
  "true_negatives",
  "false_negatives",
] as const;

export type ColumnName = (typeof names)[number];

/** Columns of one length, a row a threshold, which rise. */
export interface Curve extends Source, Readonly<Record<ColumnName, Column>> {
  readonly step: number;
  readonly wall: number;
  readonly scores: Scores;
}

/** What cannot be read, and one sentence on why. */
export interface Broken extends Source {
  readonly error: string;
}

export type Found = Curve | Broken;

/** A value of a series. */
export interface Spot {
  readonly steps: Steps;
  readonly place: number;
}

interface Series {
  readonly run: string;
  readonly rows: number;
  readonly step: number;
  readonly wall: number | string;
  readonly scores: Record<keyof Scores, number | string>;
  readonly columns: Record<ColumnName, Place>;
  readonly error?: string;
}

/** What came, in the order of use, so that playing steps again asks for nothing. */
const held = new Map<string, Found>();
const mostRows = 1_000_000;

const heldKey = ({ steps, place }: Spot) =>
  JSON.stringify([known().epoch, steps.run, steps.tag, addressOf(steps, place)]);

export async function fetchCurves(
  tag: string,
  spots: readonly Spot[],
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const missing = spots.filter((spot) => !held.has(heldKey(spot)));
  const fresh = new Map<string, Found>();
  if (missing.length) {
    const at = missing.map(({ steps, place }) => [steps.run, addressOf(steps, place)]);
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ tag, at });
    const reply = await checked(await fetch("api/pr_curves", { method: "POST", body, headers, signal }));
    const { header, column } = decodeBody<{ series: Series[] }>(await reply.arrayBuffer());
    header.series.forEach((series, i) => {
      fresh.set(heldKey(missing[i] as Spot), found(tag, series, column));
    });
  }
  const all = spots.map(
    (spot) => [heldKey(spot), fresh.get(heldKey(spot)) ?? held.get(heldKey(spot))] as const,
  );
  for (const [key, one] of all) if (one) keep(key, one);
  return all.flatMap(([, one]) => one ?? []);
}

function found(tag: string, series: Series, column: (place: Place, rows: number) => Column): Found {
  const { run, step, rows, columns, error } = series;
  if (error !== undefined) return { run, tag, error };
  const read = Object.fromEntries(names.map((name) => [name, column(columns[name], rows)]));
  const scores = Object.fromEntries(Object.entries(series.scores).map(([name, v]) => [name, numberOf(v)]));
  return {
    run,
    tag,
    step,
    wall: Number(series.wall),
    scores: scores as unknown as Scores,
    ...(read as Record<ColumnName, Column>),
  };
}

const numberOf = (score: number | string) => (typeof score === "number" ? score : null);

const rowsOf = (one: Found) => ("error" in one ? 1 : one.threshold.length);

function keep(key: string, one: Found): void {
  held.delete(key);
  held.set(key, one);
  let rows = 0;
  for (const other of held.values()) rows += rowsOf(other);
  for (const [oldest, other] of held) {
    if (rows <= mostRows || oldest === key) break;
    held.delete(oldest);
    rows -= rowsOf(other);
  }
}

const scoreNames = ["average_precision", "roc_area", "best_f1", "best_threshold"] as const;

/** How a series changed: columns with a row for each of at most 400 steps, which rise. */
export interface OverTime extends Source, Readonly<Record<"step" | keyof Scores, Column>> {
  /** How many steps there are. */
  readonly total: number;
  readonly cells: number;
  /** Of each row: precision where recall is 0 … 1 in so many cells; NaN beyond what the curve reaches. */
  readonly map: Column;
}

interface MapHeader {
  readonly series: { rows: number; total: number; columns: Record<"step" | keyof Scores, Place> }[];
  readonly cells: number;
  readonly map: Place;
}

export async function fetchOverTime({ run, tag }: Source, signal: AbortSignal): Promise<OverTime> {
  const query = new URLSearchParams({ run, tag });
  const reply = await checked(await fetch(`api/pr_curves/map?${query}`, { signal, cache: "no-store" }));
  const { header, column } = decodeBody<MapHeader>(await reply.arrayBuffer());
  const { cells } = header;
  const series = header.series[0] as MapHeader["series"][number];
  const { rows, total, columns } = series;
  const read = (name: "step" | keyof Scores) => column(columns[name], rows);
  const map = column(header.map, rows * cells);
  const order = Array.from(read("step").keys()).sort((a, b) => at(read("step"), a) - at(read("step"), b));
  const sorted = (name: "step" | keyof Scores) => Float64Array.from(order, (row) => at(read(name), row));
  const [average_precision, roc_area, best_f1, best_threshold] = scoreNames.map(sorted) as [
    Column,
    Column,
    Column,
    Column,
  ];
  const whole = new Float32Array(rows * cells);
  order.forEach((row, i) => {
    whole.set(map.subarray(row * cells, (row + 1) * cells), i * cells);
  });
  const scores = { average_precision, roc_area, best_f1, best_threshold };
  return { run, tag, total, cells, step: sorted("step"), ...scores, map: whole };
}

const at = (column: Column, row: number) => column[row] as number;
