/** api/scalars: asks for some runs of one tag and reads the binary answer into typed columns. */
import { type Axis, checked } from "../../api";
import type { Column, Curve } from "../../plot/curve";

export interface Ask {
  tag: string;
  runs: readonly string[];
  axis: Axis;
  width: number;
  range: readonly [number, number] | null;
  smoothing: number;
}

interface Header {
  series: (Omit<Curve, "x"> & { columns: Record<string, [offset: number, type: "f8" | "f4" | "u4"]> })[];
  missing: string[];
}

const types = { f8: Float64Array, f4: Float32Array, u4: Uint32Array };

export async function fetchCurves(ask: Ask, signal: AbortSignal): Promise<Curve[]> {
  const body = new URLSearchParams({
    tag: ask.tag,
    x: ask.axis,
    width: String(ask.width),
    smoothing: String(ask.smoothing),
  });
  if (ask.range) {
    body.set("from", String(ask.range[0]));
    body.set("to", String(ask.range[1]));
  }
  for (const run of ask.runs) body.append("run", run);
  const reply = await checked(await fetch("api/scalars", { method: "POST", body, signal }));
  return decode(await reply.arrayBuffer(), ask.axis);
}

/** The layout: u32 length, that many bytes of JSON, then columns whose offsets count from the JSON's end. */
function decode(buffer: ArrayBuffer, axis: Axis): Curve[] {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as Header;
  return header.series.map(({ columns, ...series }) => {
    const column = (name: string): Column | null => {
      const place = columns[name];
      return place ? new types[place[1]](buffer, 4 + length + place[0], series.rows) : null;
    };
    const need = (name: string): Column => column(name) ?? new Float64Array(series.rows).fill(Number.NaN);
    const step = need("step");
    const wall = need("wall");
    const value = series.thinned ? null : need("value");
    return {
      ...series,
      x: axis === "step" ? step : axis === "wall" ? wall : wall.map((w) => w - (series.start ?? 0)),
      step,
      wall,
      first: value ?? need("first"),
      last: value ?? need("last"),
      min: value ?? need("min"),
      max: value ?? need("max"),
      count: column("count"),
      nonfiniteAt: column("nonfinite"),
      smoothed: column("smoothed"),
    };
  });
}
