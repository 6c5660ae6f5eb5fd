/** One row of the tooltip, and the words above the columns. */
import { type Curve, lineOf, type XAxis } from "../plot/curve";
import * as formats from "../plot/formats";
import type { Hit } from "../plot/nearest";
import { RunName } from "../ui/name";
import { xName } from "./naming";
import { lastOf, restKnown, wallOf } from "./rest";

/** Which columns there are. */
export interface Shape {
  readonly smooth: boolean;
  /** The chart shows several tags. */
  readonly several: boolean;
  readonly grouped: boolean;
  readonly axis: XAxis;
  readonly card: string;
}

export function Head({ shape }: { shape: Shape }) {
  const { smooth, several, grouped, axis, card } = shape;
  return (
    <thead>
      <tr>
        <th>{grouped ? "group" : "run"}</th>
        {several && <th>tag</th>}
        {smooth && <th>smoothed</th>}
        <th>value</th>
        {axis === "tag" && <th>{xName(axis, card)}</th>}
        {grouped ? <th>{xName(axis, card)}</th> : <th>step</th>}
        {grouped ? <th>runs</th> : <th>time</th>}
      </tr>
    </thead>
  );
}

interface RowProps {
  hit: Hit;
  shape: Shape;
  hot: boolean;
}

export function Row({ hit, shape, hot }: RowProps) {
  const { curve, row } = hit;
  restKnown.value;
  const last = lastOf(curve)?.[row];
  return (
    <tr
      class={hot ? "hot" : ""}
      data-tip-run={curve.group ? undefined : curve.run}
      data-tip-group={curve.group ? curve.run : undefined}
      data-tip-tag={curve.tag}
    >
      <td class="who">
        <div>
          <InkSwatch hit={hit} />
          {curve.group ? <span class="name">{curve.run}</span> : <RunName run={curve.run} />}
        </div>
      </td>
      {shape.several && <td>{curve.tag}</td>}
      {shape.smooth && <td>{formats.value(curve.smoothed?.[row] ?? Number.NaN)}</td>}
      <td>
        {last === undefined ? "…" : formats.value(last)}
        {curve.band ? <Around hit={hit} /> : <Spread hit={hit} />}
      </td>
      {curve.group ? <Support hit={hit} shape={shape} /> : <When hit={hit} shape={shape} />}
    </tr>
  );
}

function InkSwatch({ hit }: { hit: Hit }) {
  const { colour, pattern } = hit.trace.ink();
  return <i class={`swatch p${pattern}`} style={{ "--c": colour }} />;
}

function When({ hit: { curve, row }, shape }: Omit<RowProps, "hot">) {
  const wall = wallOf(curve)?.[row];
  return (
    <>
      {shape.axis === "tag" && <td>{formats.value(curve.x[row] as number)}</td>}
      <td>{formats.step(curve.step[row] as number)}</td>
      <td>{wall === undefined ? "" : timeOf(wall, curve, shape.axis)}</td>
    </>
  );
}

function timeOf(wall: number, { start }: Curve, axis: XAxis): string {
  return axis === "wall" ? formats.moment(wall) : formats.duration(wall - (start ?? wall));
}

/** The band around a point: its two ends, or ± where that of a group is even. */
function Around({ hit: { curve, row } }: { hit: Hit }) {
  const { lower, upper } = curve.band ?? {};
  const [low, high] = [lower?.[row] as number, upper?.[row] as number];
  const center = lineOf(curve)[row] as number;
  const even =
    curve.group !== null &&
    Math.abs(high - center - (center - low)) <= 1e-6 * Math.max(Math.abs(high), Math.abs(low));
  if (curve.group ? !(low < high) : Number.isNaN(low + high)) return null;
  return (
    <span class="spread">
      {even ? ` ± ${formats.value(high - center)}` : ` (${formats.value(low)} … ${formats.value(high)})`}
    </span>
  );
}

/** Where the group's row is, and of how many of its runs. */
function Support({ hit: { curve, row }, shape: { axis } }: Omit<RowProps, "hot">) {
  const x = curve.x[row] as number;
  const text = { step: formats.step, relative: formats.duration, wall: formats.moment, tag: formats.value };
  return (
    <>
      <td>{text[axis](x)}</td>
      <td>{`${formats.count(curve.group?.support[row] as number)} of ${formats.count(curve.group?.runs ?? 0)}`}</td>
    </>
  );
}

/** The extremes of a pixel column that stands for several points. */
function Spread({ hit: { curve, row } }: { hit: Hit }) {
  const points = curve.count?.[row] ?? 1;
  if (points < 2) return null;
  const [min, max] = [curve.min[row] as number, curve.max[row] as number];
  const odd = curve.nonfiniteAt?.[row] ?? 0;
  return (
    <span class="spread">
      {min <= max && ` ${formats.value(min)} … ${formats.value(max)}`}
      {odd > 0 && ` ${formats.count(odd)} ${curve.infinite > 0 ? "not finite" : "NaN"}`}
    </span>
  );
}
