/** api/scalars, api/margins and api/groups: what is asked of several tags at once, and whose answer is read into curves. */
import { checked, ServerError } from "../api";
import { type Column, decodeBody, type Place } from "../columns";
import type { Margin } from "../layouts";
import type { Curve, XAxis } from "../plot/curve";
import type { Kind } from "./queue";

/** What is asked of a tag, whatever the runs. */
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

export interface CurvesAsk extends Ask {
  readonly names: readonly string[];
  /** Whether what a restart replaced comes too, as series of its own. */
  readonly superseded: boolean;
  /** So many curves share a chart that each may be told in fewer rows and columns. */
  readonly crowded: boolean;
}

export interface RunCurve extends Curve {
  readonly replaced: boolean;
}

/** Up to so many runs wall times come along; of more they are fetched when they are looked at. */
const fewRuns = 12;

/** Points a pixel up to which a curve among many comes point by point. */
const fewPoints = "2";

/** One series as a reply's header has it. */
interface Series extends Omit<Curve, "x" | "buckets" | "path" | "band" | "group" | "latest"> {
  readonly superseded_points?: boolean;
  readonly group?: string;
  readonly runs?: number;
  /** A text where JSON has no word for the number. */
  readonly latest?: number | string | null;
  readonly columns: Record<string, Place>;
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

/** The curves of a tag's runs. */
export const curves: Kind<CurvesAsk, RunCurve[]> = {
  shared: ({ tag: _, ...rest }) => JSON.stringify(rest),
  rows: rowsOf,
  send: async (asks, signal) => {
    const [ask] = asks as [CurvesAsk];
    const body = fieldsOf(asks);
    for (const [name, text] of Object.entries(ask.smoothing)) body.set(name, text);
    const value = ask.crowded && ask.smoothing.smoothing !== "0" ? "extremes" : "value";
    const wall = ask.axis === "step" && ask.names.length > fewRuns ? "" : ",wall";
    body.set("columns", `step,${value},smoothed${wall}`);
    if (ask.crowded) body.set("raw", fewPoints);
    if (ask.superseded) body.set("superseded", "1");
    return perTag(asks, await fetchSeries("api/scalars", body, signal), curveOf);
  },
};

interface MarginAsk extends CurvesAsk {
  readonly margin: Margin;
}

/** Lines of points with their bands, a request each; what a restart replaced comes without. */
export const margins: Kind<MarginAsk, RunCurve[]> = {
  shared: (ask) => JSON.stringify(ask),
  rows: rowsOf,
  send: (asks, signal) =>
    Promise.all(
      asks.map(async (ask) => {
        const body = fieldsOf([ask]);
        for (const [name, tag] of Object.entries(ask.margin)) body.set(name, tag);
        if (ask.superseded) body.set("superseded", "1");
        return (await fetchSeries("api/margins", body, signal)).map((series) => curveOf(series, ask));
      }),
    ),
};

/** What was left out when curves were fetched, by run. */
export interface Rest {
  readonly wall: Column | null;
  readonly last: Column | null;
}

/** The rest of rows that are at hand: what only the tooltip tells. */
export const rest: Kind<CurvesAsk, Map<string, Rest>> = {
  shared: ({ tag: _, ...others }) => JSON.stringify(others),
  rows: rowsOf,
  send: async (asks, signal) => {
    const [ask] = asks as [CurvesAsk];
    const body = fieldsOf(asks);
    body.set("columns", "wall,value");
    if (ask.crowded) body.set("raw", fewPoints);
    const found = await fetchSeries("api/scalars", body, signal);
    const read = ({ run, column }: Decoded) =>
      [run, { wall: column("wall"), last: column("last") ?? column("value") }] as const;
    return perTag(asks, found, read).map((pairs) => (pairs instanceof Error ? pairs : new Map(pairs)));
  },
};

function rowsOf({ names, width }: CurvesAsk): number {
  return names.length * width;
}

/** What makes up the rows of an answer. */
export function fieldsOf(asks: readonly CurvesAsk[]): URLSearchParams {
  const [{ axis, against, width, range, names }] = asks as [CurvesAsk];
  const body = new URLSearchParams({ x: axis, width: String(width), packed: "1" });
  for (const { tag } of asks) body.append("tag", tag);
  if (axis === "tag") body.set("xtag", against);
  if (range) {
    body.set("from", String(range[0]));
    body.set("to", String(range[1]));
  }
  for (const name of names) body.append("run", name);
  return body;
}

async function fetchSeries(path: string, body: URLSearchParams, signal: AbortSignal): Promise<Decoded[]> {
  const reply = await checked(await fetch(path, { method: "POST", body, signal }));
  return decode(await reply.arrayBuffer());
}

/** Deals an answer out to those who asked; one whose tag no run has any more learns that, as it would alone. */
function perTag<A extends Ask, R>(
  asks: readonly A[],
  answer: readonly Decoded[],
  read: (series: Decoded, ask: A) => R,
): (R[] | Error)[] {
  return asks.map((ask) => {
    const own = answer.filter(({ tag }) => tag === ask.tag);
    return own.length
      ? own.map((series) => read(series, ask))
      : new ServerError(`None of these runs has scalars with the tag “${ask.tag}” any more.`);
  });
}

export interface Members {
  readonly name: string;
  readonly runs: readonly string[];
}

export interface GroupsAsk extends Ask {
  readonly groups: readonly Members[];
  readonly center: string;
  readonly band: string;
}

/** The centre lines and bands of a tag's groups. */
export const bands: Kind<GroupsAsk, Curve[]> = {
  shared: ({ tag: _, ...rest }) => JSON.stringify(rest),
  rows: ({ groups, width }) => groups.length * width,
  send: async (asks, signal) => {
    const [{ axis, width, range, smoothing, groups, center, band }] = asks as [GroupsAsk];
    const numbers = Object.entries(smoothing).map(([name, text]) => [
      name,
      Number.isNaN(Number(text)) ? text : Number(text),
    ]);
    const body = JSON.stringify({
      tags: asks.map(({ tag }) => tag),
      x: axis,
      width,
      ...Object.fromEntries(numbers),
      ...(range ? { from: range[0], to: range[1] } : {}),
      center,
      band,
      groups,
    });
    const headers = { "Content-Type": "application/json" };
    const reply = await checked(await fetch("api/groups", { method: "POST", body, headers, signal }));
    const found = decode(await reply.arrayBuffer());
    return asks.map((ask) =>
      found.flatMap((series) => (series.tag === ask.tag && series.rows ? [bandOf(series)] : [])),
    );
  },
};

function curveOf(
  { column, columns: _, superseded_points, latest, ...series }: Decoded,
  { axis, tag }: Ask,
): RunCurve {
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
  }[axis]();
  return {
    ...series,
    tag,
    superseded: series.superseded ?? 0,
    unmatched: series.unmatched ?? 0,
    infinite: series.infinite ?? 0,
    replaced: superseded_points ?? false,
    latest: latest === null ? null : Number(latest ?? value?.[series.rows - 1]),
    buckets: value === null,
    path: axis === "tag",
    x,
    step,
    wall,
    first: value ?? column("first"),
    last: value ?? column("last"),
    min: value ?? need("min"),
    max: value ?? need("max"),
    count: column("count"),
    nonfiniteAt: column("nonfinite"),
    smoothed: column("smoothed"),
    band: lower && upper && { lower, upper },
    group: null,
  };
}

function bandOf({ column, ...series }: Decoded): Curve {
  const need = (name: string): Column => column(name) ?? new Float64Array(series.rows).fill(Number.NaN);
  const x = column("step") ?? need("x");
  const center = need("center");
  return {
    run: series.group ?? "",
    tag: series.tag,
    start: null,
    extent: [x[0] as number, x[series.rows - 1] as number],
    total: series.total,
    points: series.rows,
    rows: series.rows,
    thinned: series.thinned,
    buckets: false,
    path: false,
    nonfinite: 0,
    infinite: 0,
    superseded: 0,
    unmatched: 0,
    description: "",
    latest: center[series.rows - 1] ?? null,
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
