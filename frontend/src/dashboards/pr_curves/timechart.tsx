/** The heat map and the lines beneath it; a click goes to a step. */
import { useMemo, useRef, useState } from "preact/hooks";
import { pixelsOf } from "../../plot/colourmap";
import * as formats from "../../plot/formats";
import { sheet } from "../../plot/ink";
import type { Tick } from "../../plot/svg";
import { chooseStep } from "../../stepping";
import { Across, Up } from "./axes";
import { across, type Box, up } from "./lines";
import type { OverTime } from "./request";
import { TimeTip } from "./timetip";

interface Props {
  card: string;
  shown: OverTime;
  /** The step of the slider; null is the newest. */
  chosen: number | null;
  colour: string;
  width: number;
  height: number;
}

const margin = { left: 34, right: 10, top: 18, between: 36, bottom: 34 };

/** The scores beneath the map, and where their names stand. */
export const lines = [
  { name: "average_precision", title: "average precision", dash: "", left: 0 },
  { name: "best_f1", title: "best F1", dash: "5 3", left: 128 },
  { name: "roc_area", title: "ROC area", dash: "1.5 2.5", left: 204 },
] as const;

/** Where the pointer is: a row, and in the map a recall. */
export interface Spot {
  readonly row: number;
  readonly recall: number | null;
  readonly left: number;
  readonly top: number;
}

export function TimeChart({ card, shown, chosen, colour, width, height }: Props) {
  const [spot, setSpot] = useState<Spot | null>(null);
  const ref = useRef<SVGSVGElement>(null);
  const inner = height - margin.top - margin.between - margin.bottom;
  const wide = width - margin.left - margin.right;
  const heat: Box = { left: margin.left, top: margin.top, width: wide, height: Math.round(inner * 0.62) };
  const under: Box = {
    ...heat,
    top: heat.top + heat.height + margin.between,
    height: inner - heat.height,
  };
  const place = placesOf(shown.step);
  const picture = useMemo(() => pictureOf(shown, place, Math.max(1, Math.round(wide))), [shown, wide]);
  const last = shown.step.length - 1;
  const point = (row: number, recall: number | null) => {
    const corner = ref.current?.getBoundingClientRect();
    if (!corner) return;
    const left = corner.left + across(heat, place[row] as number);
    setSpot({ row, recall, left, top: corner.top + (recall === null ? under.top : up(heat, recall)) });
  };
  const go = (row: number) => chooseStep(card, row === last ? null : (shown.step[row] as number));
  const pressed = (event: KeyboardEvent) => {
    const row = spot?.row ?? last;
    const recall = spot?.recall ?? 0.5;
    const act = {
      ArrowLeft: () => point(Math.max(0, row - 1), recall),
      ArrowRight: () => point(Math.min(last, row + 1), recall),
      ArrowUp: () => point(row, Math.min(1, recall + 0.05)),
      ArrowDown: () => point(row, Math.max(0, recall - 0.05)),
      Home: () => point(0, recall),
      End: () => point(last, recall),
      Enter: () => go(row),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <>
      <svg
        ref={ref}
        class="pr-chart"
        width={width}
        height={height}
        tabindex={0}
        role="img"
        aria-label={`Precision by recall at ${formats.things(shown.step.length, "step")}, and the scores beneath; the arrow keys walk along, Enter goes to a step`}
        onPointerMove={(event) => {
          const corner = event.currentTarget.getBoundingClientRect();
          const x = (event.clientX - corner.left - heat.left) / heat.width;
          const y = 1 - (event.clientY - corner.top - heat.top) / heat.height;
          point(nearestRow(place, x), y >= 0 ? Math.min(1, y) : null);
        }}
        onPointerLeave={() => setSpot(null)}
        onBlur={() => setSpot(null)}
        onClick={() => spot && go(spot.row)}
        onKeyDown={pressed}
      >
        <Up box={heat} title="recall" />
        <image
          href={picture}
          x={heat.left}
          y={heat.top}
          width={heat.width}
          height={heat.height}
          preserveAspectRatio="none"
          style={{ imageRendering: "pixelated" }}
        />
        <Scale right={heat.left + heat.width} />
        <Scores shown={shown} place={place} box={under} colour={colour} />
        {[heat, under].map((box, i) => (
          <Rules
            key={i}
            box={box}
            at={[chosenPlace(shown.step, place, chosen), spot && (place[spot.row] as number)]}
          />
        ))}
      </svg>
      {spot && <TimeTip shown={shown} spot={spot} />}
    </>
  );
}

/** Steps as shares of the width; a lone one is in the middle. */
function placesOf(step: ArrayLike<number>): Float64Array {
  const [first, last] = [step[0] as number, step[step.length - 1] as number];
  return Float64Array.from(step, (one) => (last > first ? (one - first) / (last - first) : 0.5));
}

function nearestRow(place: Float64Array, x: number): number {
  let best = 0;
  place.forEach((at, row) => {
    if (Math.abs(at - x) <= Math.abs((place[best] as number) - x)) best = row;
  });
  return best;
}

function chosenPlace(step: ArrayLike<number>, place: Float64Array, chosen: number | null): number {
  let row = step.length - 1;
  while (chosen !== null && row > 0 && (step[row] as number) > chosen) row--;
  return place[row] as number;
}

/** The map as an image: a column a pixel, of the step that is nearest; a row for each recall. */
function pictureOf({ map, cells }: OverTime, place: Float64Array, columns: number): string {
  const numbers = new Float32Array(columns * cells);
  for (let column = 0; column < columns; column++) {
    const row = nearestRow(place, (column + 0.5) / columns);
    for (let cell = 0; cell < cells; cell++)
      numbers[(cells - 1 - cell) * columns + column] = map[row * cells + cell] as number;
  }
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = cells;
  const pixels = pixelsOf(numbers, "viridis", [0, 1]) as Uint8ClampedArray<ArrayBuffer>;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, columns, cells), 0, 0);
  return canvas.toDataURL();
}

const ramp = pixelsOf(
  Float32Array.from({ length: 9 }, (_, i) => i / 8),
  "viridis",
  [0, 1],
);

/** What the colours mean. */
function Scale({ right }: { right: number }) {
  return (
    <g font-size="11" fill={sheet.value.label}>
      <text x={right - 92} y="10" text-anchor="end">
        precision 0
      </text>
      {Array.from({ length: 9 }, (_, i) => (
        <rect
          key={i}
          x={right - 86 + i * 8}
          y="1"
          width="8"
          height="10"
          fill={`rgb(${[0, 1, 2].map((part) => ramp[4 * i + part]).join(",")})`}
        />
      ))}
      <text x={right} y="10" text-anchor="end">
        1
      </text>
    </g>
  );
}

/** At which shares of the width steps are named. */
function ticksOf(step: ArrayLike<number>, width: number): Tick[] {
  const [first, last] = [step[0] as number, step[step.length - 1] as number];
  if (!(last > first)) return [{ at: 0.5, label: formats.step(first) }];
  const rough = (last - first) / Math.max(1, Math.floor(width / 90));
  const power = 10 ** Math.floor(Math.log10(rough));
  const increment = Math.max(1, ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(first / increment) * increment; at <= last; at += increment)
    ticks.push({ at: (at - first) / (last - first), label: formats.step(at) });
  return ticks;
}

function Scores(props: { shown: OverTime; place: Float64Array; box: Box; colour: string }) {
  const { shown, place, box, colour } = props;
  const names = lines.map(({ name, title, dash, left }) => {
    const x = box.left + left;
    return (
      <g key={name}>
        <path
          d={`M${x} ${box.top - 12}H${x + 16}`}
          stroke={colour}
          stroke-width="1.8"
          stroke-dasharray={dash}
        />
        <text x={x + 20} y={box.top - 8}>
          {title}
        </text>
      </g>
    );
  });
  return (
    <>
      <Across box={box} ticks={ticksOf(shown.step, box.width)} title="step" />
      <Up box={box} ticks={[0, 0.5, 1]} />
      <g font-size="11" fill={sheet.value.label}>
        {names}
      </g>
      {lines.map(({ name, dash }) => (
        <path
          key={name}
          data-score={name}
          d={scorePath(shown[name], place, box)}
          fill="none"
          stroke={colour}
          stroke-width="1.6"
          stroke-linecap="round"
          stroke-dasharray={dash}
        />
      ))}
    </>
  );
}

/** A gap where a score says nothing; a lone one is a dot. */
function scorePath(score: ArrayLike<number>, place: Float64Array, box: Box): string {
  const parts: string[] = [];
  let drawing = false;
  for (let row = 0; row < place.length; row++) {
    const v = score[row] as number;
    if (Number.isFinite(v)) {
      const [x, y] = [across(box, place[row] as number).toFixed(1), up(box, v).toFixed(1)];
      parts.push(drawing ? `L${x} ${y}` : `M${x} ${y}h0.01`);
    }
    drawing = Number.isFinite(v);
  }
  return parts.join("");
}

/** The chosen step, and the one below the pointer; not part of a saved picture. */
function Rules({ box, at: [chosen, pointed] }: { box: Box; at: [number, number | null] }) {
  const rule = (x: number, dash: string) => (
    <path
      d={`M${across(box, x)} ${box.top}V${box.top + box.height}`}
      stroke={sheet.value.text}
      stroke-opacity="0.7"
      stroke-dasharray={dash}
    />
  );
  return (
    <g data-passing>
      {rule(chosen, "")}
      {pointed !== null && rule(pointed, "3 3")}
    </g>
  );
}
