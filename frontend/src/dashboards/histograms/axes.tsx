/** The axes of a plot: labels as the Scalars tab has them, and hairlines where the eye needs them. */

import { timeSplits, valueSplits } from "../../plot/splits";
import type { Range } from "../../view";
import type { Plot, Scene } from "./scene";

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const letter = 6.2;

export interface Ticks {
  readonly bottom: readonly Tick[];
  readonly left: readonly Tick[];
}

/** Labels in pixels of the plot. */
export function ticksOf(scene: Scene, { box, values, peak }: Plot): Ticks {
  const { mode, axis } = scene.wish;
  const heat = mode === "heat";
  const across = Math.max(2, Math.floor(box.width / 46));
  const down = Math.max(2, Math.floor(box.height / (box.height > 300 ? 44 : 30)));
  const onto =
    ([low, high]: Range, pixels: number, from = 0) =>
    (v: number) =>
      from + ((v - low) / (high - low)) * pixels;
  const bottom = heat
    ? placed(timeSplits(axis, scene.times, across), onto(scene.times, box.width))
    : placed(valueSplits(values, across), onto(values, box.width));
  const kept = roomy(bottom, box.width);
  if (mode === "offset") {
    const tall = scene.tall;
    const time = onto(scene.times, box.height - tall, tall);
    const most = Math.max(1, Math.floor((box.height - tall) / 26));
    return { bottom: kept, left: placed(timeSplits(axis, scene.times, most), time) };
  }
  const up = (v: number, range: Range) => box.height - onto(range, box.height)(v);
  if (heat) return { bottom: kept, left: placed(valueSplits(values, down), (v) => up(v, values)) };
  // A share of one on a pixel is so many on a unit of the values.
  const unit = box.width / (values[1] - values[0]);
  const density: Range = [0, (peak * unit * box.height) / scene.tall];
  return { bottom: kept, left: placed(valueSplits(density, down), (v) => up(v, density)) };
}

/** Leaves out labels that would reach into the next plot, or, from the right, into one another. */
function roomy(ticks: readonly Tick[], width: number): Tick[] {
  let free = width + 8;
  const kept = ticks.toReversed().filter(({ at, label }) => {
    const half = (label.length * letter) / 2;
    if (at + half > free || at - half < -8) return false;
    free = at - half - 5;
    return true;
  });
  return kept.reverse();
}

function placed(splits: readonly Tick[], onto: (v: number) => number): Tick[] {
  return splits.map(({ at, label }) => ({ at: onto(at), label }));
}

export function Axes({ scene, plot }: { scene: Scene; plot: number }) {
  const of = scene.plots[plot] as Plot;
  const { box } = of;
  const { bottom, left } = ticksOf(scene, of);
  const { mode } = scene.wish;
  return (
    <g class="axes">
      {mode !== "heat" &&
        left.map(({ at }) => <path key={at} class="line" d={`M0 ${round(at)}H${round(box.width)}`} />)}
      {box.labelled &&
        left.map(({ at, label }) => (
          <text key={at} x={-6} y={round(at + 4)} text-anchor="end">
            {label}
          </text>
        ))}
      {bottom.map(({ at, label }) => (
        <text key={at} x={round(at)} y={round(box.height + 15)} text-anchor="middle">
          {label}
        </text>
      ))}
    </g>
  );
}

export function round(n: number): number {
  return Math.round(n * 10) / 10;
}
