/** The square with the curves. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { sheet } from "../../plot/ink";
import type { Ink } from "../../plot/palette";
import { litRun } from "../../selection";
import { Across, Up } from "./axes";
import {
  type Axes,
  across,
  type Box,
  bestOf,
  isoPath,
  type Line,
  lineOf,
  nearest,
  pathOf,
  up,
} from "./lines";
import { pointed, pointTo, reach } from "./pointing";
import type { Curve } from "./request";
import { keyOf, type Source, state } from "./state";

const scores = [0.2, 0.4, 0.6, 0.8];
const margin = { left: 34, right: 10, top: 18, bottom: 34 };

interface Props {
  card: string;
  curves: readonly Curve[];
  axes: Axes;
  inkOf: (source: Source) => Ink;
  /** Pixels of the whole. */
  width: number;
  height: number;
}

/** Square, and not wider than there is room. */
export function boxIn(width: number, height: number): Box {
  const side = Math.max(40, width - margin.left - margin.right);
  const high = Math.max(40, Math.min(height - margin.top - margin.bottom, side));
  const wide = Math.min(side, high * 1.35);
  return { left: margin.left + (side - wide) / 2, top: margin.top, width: wide, height: high };
}

export function Chart({ card, curves, axes, inkOf, width, height }: Props) {
  const box = boxIn(width, height);
  const lines = useMemo(() => curves.map((curve) => lineOf(curve, axes)), [curves, axes]);
  const [at, setAt] = useState<{ line: number; place: number } | null>(null);
  const ref = useRef<SVGSVGElement>(null);
  useEffect(() => () => pointTo(card, null), [card, axes]);
  const show = (left: number, top: number) => {
    const corner = ref.current?.getBoundingClientRect();
    if (!corner) return;
    const hits = nearest(lines, box, left, top);
    pointTo(
      card,
      hits.length ? { hits, axes, inkOf, left: corner.left + left, top: corner.top + top } : null,
    );
  };
  /** From the line that was last walked on, or from the first. */
  const walk = (event: KeyboardEvent) => {
    const next = walked(event.key, lines, at);
    if (!next) return;
    event.preventDefault();
    setAt(next);
    const line = lines[next.line] as Line;
    show(across(box, line.x[next.place] as number), up(box, line.y[next.place] as number));
  };
  return (
    <svg
      ref={ref}
      class="pr-chart"
      width={width}
      height={box.top + box.height + margin.bottom}
      tabindex={0}
      role="img"
      aria-label={`${axes === "pr" ? "Precision over recall" : "True over false positive rate"}, ${curves.length} curves; the arrow keys walk along them`}
      onPointerMove={(event) => {
        const corner = event.currentTarget.getBoundingClientRect();
        show(event.clientX - corner.left, event.clientY - corner.top);
      }}
      onPointerLeave={() => pointTo(card, null)}
      onBlur={() => pointTo(card, null)}
      onKeyDown={walk}
    >
      <Frame box={box} axes={axes} />
      {lines.map((line) => (
        <Drawn key={keyOf(line.curve)} line={line} axes={axes} box={box} ink={inkOf(line.curve)} />
      ))}
      <Marks card={card} box={box} />
    </svg>
  );
}

type Walk = { line: number; place: number };

function walked(key: string, lines: readonly Line[], at: Walk | null): Walk | null {
  const filled = lines.flatMap(({ x }, i) => (x.length ? [i] : []));
  const first = filled[0];
  if (first === undefined || !/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key)) return null;
  const now = at && filled.includes(at.line) ? at : { line: first, place: -1 };
  const turn = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
  const line = filled[(filled.indexOf(now.line) + turn + filled.length) % filled.length] as number;
  const last = (lines[line] as Line).x.length - 1;
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
  const place = key === "Home" ? 0 : key === "End" ? last : now.place + by;
  return { line, place: Math.max(0, Math.min(last, place)) };
}

function Frame({ box, axes }: { box: Box; axes: Axes }) {
  const { label, card } = sheet.value;
  const faint = { fill: "none", stroke: label, "stroke-opacity": 0.45, "stroke-dasharray": "1 3" };
  return (
    <g font-size="11" fill={label}>
      <Across box={box} ticks={quarters} title={axes === "pr" ? "recall" : "false positive rate"} />
      <Up box={box} title={axes === "pr" ? "precision" : "true positive rate"} />
      {axes === "roc" ? (
        <path
          {...faint}
          d={`M${across(box, 0)} ${up(box, 0)}L${across(box, 1)} ${up(box, 1)}`}
          data-diagonal
        />
      ) : (
        scores.map((score) => (
          <g key={score} data-iso={score}>
            <path {...faint} d={isoPath(score, box)} />
            <text
              x={across(box, 1) - 3}
              y={up(box, score / (2 - score)) - 4}
              text-anchor="end"
              font-size="10"
              stroke={card}
              stroke-width="3"
              paint-order="stroke"
            >
              {`F1 ${score}`}
            </text>
          </g>
        ))
      )}
    </g>
  );
}

const quarters = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: String(at) }));

function Drawn({ line, axes, box, ink }: { line: Line; axes: Axes; box: Box; ink: Ink }) {
  const key = keyOf(line.curve);
  const d = useMemo(() => pathOf(line, axes, box), [line, axes, box.left, box.top, box.width, box.height]);
  const best = bestOf(line);
  const single = line.x.length === 1;
  return (
    <g
      data-curve={line.curve.run}
      data-curve-tag={line.curve.tag}
      opacity={stands(key, line.curve.run) ? 1 : 0.18}
    >
      <path
        d={d}
        fill="none"
        stroke={ink.colour}
        stroke-width="1.6"
        stroke-linejoin="round"
        stroke-dasharray={ink.dash.join(" ")}
      />
      {single && (
        <circle
          cx={across(box, line.x[0] as number)}
          cy={up(box, line.y[0] as number)}
          r="3"
          fill={ink.colour}
        />
      )}
      {best >= 0 && (
        <circle
          data-best
          cx={across(box, line.x[best] as number)}
          cy={up(box, line.y[best] as number)}
          r="4"
          fill={sheet.value.card}
          stroke={ink.colour}
          stroke-width="1.8"
        />
      )}
    </g>
  );
}

/** Whether a curve is not to fade behind another. */
function stands(key: string, run: string): boolean {
  if (state.lit.value !== null) return state.lit.value === key;
  return litRun.value === null || litRun.value === run;
}

/** The points that the tooltip speaks of; not part of a saved picture. */
function Marks({ card, box }: { card: string; box: Box }) {
  const now = pointed.value;
  if (now?.card !== card) return null;
  return (
    <g data-passing pointer-events="none">
      {now.hits.slice(0, 12).map(({ line, place, distance }, i) => (
        <circle
          key={keyOf(line.curve)}
          cx={across(box, line.x[place] as number)}
          cy={up(box, line.y[place] as number)}
          r={i === 0 && distance <= reach ? 4.5 : 2.5}
          fill={now.inkOf(line.curve).colour}
        />
      ))}
    </g>
  );
}
