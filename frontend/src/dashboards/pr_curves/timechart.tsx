/** The heat map and the lines beneath it; a click goes to a step. */
import { useMemo, useRef, useState } from "preact/hooks";
import { pixelsOf } from "../../plot/colourmap";
import * as formats from "../../plot/formats";
import { sheet } from "../../plot/ink";
import { chooseStep } from "../../stepping";
import { Across, Up } from "./axes";
import { across, type Box, up } from "./lines";
import type { OverTime } from "./request";
import { chosenPlace, nearestRow, pictureOf, placesOf, scorePath, ticksOf } from "./timemap";
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
  const [heat, under] = boxesIn(width, height);
  const place = placesOf(shown.step);
  const picture = useMemo(
    () => pictureOf(shown, place, Math.max(1, Math.round(heat.width))),
    [shown, heat.width],
  );
  const last = shown.step.length - 1;
  const point = (row: number, recall: number | null) => {
    const corner = ref.current?.getBoundingClientRect();
    if (!corner) return;
    const left = corner.left + across(heat, place[row] as number);
    setSpot({ row, recall, left, top: corner.top + (recall === null ? under.top : up(heat, recall)) });
  };
  const go = (row: number) => chooseStep(card, row === last ? null : (shown.step[row] as number));
  const pressed = (event: KeyboardEvent) => {
    const act = actOf(event.key, spot, last, point, go);
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

/** The map's and that of the lines beneath. */
function boxesIn(width: number, height: number): [Box, Box] {
  const inner = height - margin.top - margin.between - margin.bottom;
  const wide = Math.max(40, width - margin.left - margin.right);
  const heat = { left: margin.left, top: margin.top, width: wide, height: Math.round(inner * 0.62) };
  return [heat, { ...heat, top: heat.top + heat.height + margin.between, height: inner - heat.height }];
}

/** What a key does: the arrows walk along the steps and up the recalls, Enter goes to the step. */
function actOf(
  key: string,
  spot: Spot | null,
  last: number,
  point: (row: number, recall: number) => void,
  go: (row: number) => void,
): (() => void) | undefined {
  const row = spot?.row ?? last;
  const recall = spot?.recall ?? 0.5;
  return {
    ArrowLeft: () => point(Math.max(0, row - 1), recall),
    ArrowRight: () => point(Math.min(last, row + 1), recall),
    ArrowUp: () => point(row, Math.min(1, recall + 0.05)),
    ArrowDown: () => point(row, Math.max(0, recall - 0.05)),
    Home: () => point(0, recall),
    End: () => point(last, recall),
    Enter: () => go(row),
  }[key];
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
