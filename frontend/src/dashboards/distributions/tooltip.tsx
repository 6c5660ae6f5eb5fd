/** The nine percentiles beside the pointer, of the runs nearest to it. */
import { batch, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { linkedAt } from "../../charts/tooltip";
import type { Pointer } from "../../plot/chart";
import * as formats from "../../plot/formats";
import type { Hit } from "../../plot/nearest";
import { place } from "../../ui/floating";
import { RunName, Swatch } from "../../ui/name";
import { passing, view } from "../../view";
import type { DistributionModel } from "./model";
import { basisPoints } from "./request";

/** A run closer to the pointer than so many pixels is the hovered one. */
export const reach = 30;

const roomy = 720;
const mostRuns = { wide: 6, narrow: 2 };

const tip = signal<{ readonly model: DistributionModel; readonly pointer: Pointer } | null>(null);

/** Called by a chart as the pointer moves over it; null when it has left. */
export function point(model: DistributionModel, pointer: Pointer | null): void {
  if (!pointer && tip.peek()?.model !== model) return;
  const first = pointer?.hits[0];
  batch(() => {
    tip.value = pointer && { model, pointer };
    linkedAt.value = pointer && { key: model.card, axis: view.axis.peek(), x: pointer.at };
    passing.hoveredRun.value = first && first.distance <= reach ? first.curve.run : null;
  });
}

export function Tooltip() {
  const ref = useRef<HTMLDivElement>(null);
  const now = tip.value;
  useLayoutEffect(() => {
    if (ref.current && now) place(ref.current, now.pointer);
  });
  useEffect(() => {
    const leave = () => {
      const model = tip.peek()?.model;
      if (model) point(model, null);
    };
    document.addEventListener("scroll", leave, true);
    return () => {
      document.removeEventListener("scroll", leave, true);
      leave();
    };
  }, []);
  const hits = now?.pointer.hits ?? [];
  if (!now || !hits.length) return null;
  const shown = hits.slice(0, innerWidth > roomy ? mostRuns.wide : mostRuns.narrow);
  return (
    <div ref={ref} class="tip percentiles" role="tooltip">
      <table>
        <thead>
          <tr>
            <th />
            {shown.map(({ curve }) => (
              <th key={curve.run} data-tip-run={curve.run}>
                <div>
                  <Swatch run={curve.run} />
                  <RunName run={curve.run} />
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Line name="step" hits={shown} of={({ curve, row }) => formats.step(curve.step[row] as number)} />
          <Line name="time" hits={shown} of={timeOf} />
          {basisPoints
            .map((point, i) => [point, i] as const)
            .reverse()
            .map(([point, i]) => (
              <Line
                key={point}
                name={`${point / 100} %`}
                hits={shown}
                of={(hit) => formats.value(figureOf(now.model, hit, i))}
              />
            ))}
        </tbody>
      </table>
      {hits.length > shown.length && (
        <div class="more">{`+ ${formats.things(hits.length - shown.length, "more run")}`}</div>
      )}
    </div>
  );
}

function Line({ name, hits, of }: { name: string; hits: readonly Hit[]; of: (hit: Hit) => string }) {
  return (
    <tr class={name === "50 %" ? "hot" : ""} data-percentile={name}>
      <th scope="row">{name}</th>
      {hits.map((hit) => (
        <td key={hit.curve.run}>{of(hit)}</td>
      ))}
    </tr>
  );
}

function timeOf({ curve, row }: Hit): string {
  const wall = curve.wall?.[row] as number;
  return view.axis.value === "wall" ? formats.moment(wall) : formats.duration(wall - (curve.start ?? wall));
}

/** The exact figure, also of one that is too far out to be drawn. */
function figureOf({ spreads }: DistributionModel, { curve, row }: Hit, point: number): number {
  const spread = spreads.peek().find((one) => one.curve === curve);
  return spread?.percentiles.points[point]?.[spread.order[row] as number] ?? Number.NaN;
}
