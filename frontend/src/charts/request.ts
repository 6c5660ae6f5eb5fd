/** api/scalars, api/margins and api/groups: asks for one tag's curves and reads the binary answer into typed columns. */
import { checked } from "../api";
import { type Column, decodeBody, type Place } from "../columns";
import type { Margin } from "../layouts";
import type { Curve, XAxis } from "../plot/curve";

/** What is asked of one tag, whatever the runs. */
export interface Ask {
  readonly tag: string;
  readonly axis: XAxis;
  /** The tag along the bottom, where the axis is one. */
  readonly against: string;
  readonly width: number;
  readonly range: readonly [number, number] | null;
  /** Fields that say how to smooth. */
  readonly smoothing: Readonly<Record<string, string>>;
}

/** What a restart replaced comes as a series of its own. */
export interface RunCurve extends Curve {
  readonly replaced: boolean;
}

interface Series extends Omit<Curve, "x" | "tag" | "buckets" | "path" | "band" | "group"> {
  readonly superseded_points?: boolean;
  readonly group?: string;
  readonly runs?: number;
  readonly columns: Record<string, Place>;
}

/** Up to so many runs wall times come along; of more they are fetched when they are looked at. */
const fewRuns = 12;

export async function fetchCurves(
  ask: Ask,
  runs: readonly string[],
  superseded: boolean,
  signal: AbortSignal,
): Promise<RunCurve[]> {
  const body = fieldsOf(ask, runs);
  for (const [name, text] of Object.entries(ask.smoothing)) body.set(name, text);
  if (ask.axis === "step" && runs.length > fewRuns) body.set("columns", "step,value,smoothed");
  if (superseded) body.set("superseded", "1");
  return (await curves("api/scalars", body, signal)).map((series) => curveOf(series, ask));
}

/** Lines of points with their bands; what a restart replaced comes without. */
export async function fetchMargins(
  ask: Ask,
  margin: Margin,
  runs: readonly string[],
  superseded: boolean,
  signal: AbortSignal,
): Promise<RunCurve[]> {
  const body = fieldsOf(ask, runs);
  for (const [name, tag] of Object.entries(margin)) body.set(name, tag);
  if (superseded) body.set("superseded", "1");
  return (await curves("api/margins", body, signal)).map((series) => curveOf(series, ask));
}

/** The wall times of rows that were fetched without them, by run. */
export async function fetchTimes(
  ask: Ask,
  runs: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Column>> {
  const body = fieldsOf(ask, runs);
  body.set("columns", "wall");
  const series = await curves("api/scalars", body, signal);
  return new Map(series.flatMap(({ run, column }) => [[run, column("wall") ?? new Float64Array(0)]]));
}

/** What makes up the rows of an answer. */
function fieldsOf(ask: Ask, runs: readonly string[]): URLSearchParams {
  const body = new URLSearchParams({ tag: ask.tag, x: ask.axis, width: String(ask.width) });
  if (ask.axis === "tag") body.set("xtag", ask.against);
  if (ask.range) {
    body.set("from", String(ask.range[0]));
    body.set("to", String(ask.range[1]));
  }
  for (const run of runs) body.append("run", run);
  return body;
}

async function curves(path: string, body: URLSearchParams, signal: AbortSignal): Promise<Decoded[]> {
  const reply = await checked(await fetch(path, { method: "POST", body, signal }));
  return decode(await reply.arrayBuffer());
}

export interface Members {
  readonly name: string;
  readonly runs: readonly string[];
}

export async function fetchGroups(
  ask: Ask,
  groups: readonly Members[],
  how: { center: string; band: string },
  signal: AbortSignal,
): Promise<Curve[]> {
  const numbers = Object.entries(ask.smoothing).map(([name, text]) => [
    name,
    Number.isNaN(Number(text)) ? text : Number(text),
  ]);
  const body = JSON.stringify({
    tag: ask.tag,
    x: ask.axis,
    width: ask.width,
    ...Object.fromEntries(numbers),
    ...(ask.range ? { from: ask.range[0], to: ask.range[1] } : {}),
    ...how,
    groups,
  });
  const headers = { "Content-Type": "application/json" };
  const reply = await checked(await fetch("api/groups", { method: "POST", body, headers, signal }));
  return decode(await reply.arrayBuffer()).flatMap((series) => (series.rows ? bandOf(series, ask) : []));
}

type Decoded = Series & { readonly column: (name: string) => Column | null };

function decode(buffer: ArrayBuffer): Decoded[] {
  const { header, column } = decodeBody<{ series: Series[] }>(buffer);
  return header.series.map((series) => ({
    ...series,
    column: (name) => {
      const place = series.columns[name];
      return place ? column(place, series.rows) : null;
    },
  }));
}

function curveOf({ column, columns: _, superseded_points, ...series }: Decoded, ask: Ask): RunCurve {
  const need = (name: string): Column => column(name) ?? new Float64Array(series.rows).fill(Number.NaN);
  const step = need("step");
  const wall = column("wall");
  const value = column("value");
  const [lower, upper] = [column("lower"), column("upper")];
  const x = {
    step: () => step,
    wall: () => need("wall"),
    relative: () => need("wall").map((w) => w - (series.start ?? 0)),
    tag: () => need("x"),
  }[ask.axis]();
  return {
    ...series,
    tag: ask.tag,
    superseded: series.superseded ?? 0,
    unmatched: series.unmatched ?? 0,
    replaced: superseded_points ?? false,
    buckets: value === null,
    path: ask.axis === "tag",
    x,
    step,
    wall,
    first: value ?? need("first"),
    last: value ?? need("last"),
    min: value ?? need("min"),
    max: value ?? need("max"),
    count: column("count"),
    nonfiniteAt: column("nonfinite"),
    smoothed: column("smoothed"),
    band: lower && upper && { lower, upper },
    group: null,
  };
}

function bandOf({ column, ...series }: Decoded, ask: Ask): Curve {
  const need = (name: string): Column => column(name) ?? new Float64Array(series.rows).fill(Number.NaN);
  const x = column("step") ?? need("x");
  const center = need("center");
  return {
    run: series.group ?? "",
    tag: ask.tag,
    start: null,
    extent: [x[0] as number, x[series.rows - 1] as number],
    total: series.total,
    points: series.rows,
    rows: series.rows,
    thinned: series.thinned,
    buckets: false,
    path: false,
    nonfinite: 0,
    superseded: 0,
    unmatched: 0,
    description: "",
    x,
    step: x,
    wall: null,
    first: center,
    last: center,
    min: center,
    max: center,
    count: null,
    nonfiniteAt: null,
    smoothed: null,
    band: { lower: need("lower"), upper: need("upper") },
    group: { support: need("count"), runs: series.runs ?? 0 },
  };
}
