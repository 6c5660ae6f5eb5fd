/** The points beside the pointer in figures: a column for each of the nearest curves, the hovered one bold. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import * as formats from "../../plot/formats";
import { place } from "../../ui/floating";
import { RunName } from "../../ui/name";
import { f1, falseRate } from "./lines";
import { hovered, pointed, pointTo } from "./pointing";
import type { Curve } from "./request";
import { keyOf } from "./state";

const roomy = 720;
const mostCurves = { wide: 5, narrow: 2 };

/** A number of examples; weights may make fractions of it. */
export const counted = (n: number) => (Number.isInteger(n) ? formats.count(n) : formats.value(n));

type Telling = readonly [name: string, tell: (curve: Curve, row: number) => string];

const rate: Telling = ["false positive rate", (curve, row) => formats.value(falseRate(curve, row))];

const rows: readonly Telling[] = [
  ["threshold", (curve, row) => formats.given(curve.threshold[row] as number)],
  ["precision", (curve, row) => formats.value(curve.precision[row] as number)],
  ["recall", (curve, row) => formats.value(curve.recall[row] as number)],
  ["F1", (curve, row) => formats.value(f1(curve, row))],
  ["true positives", (curve, row) => counted(curve.true_positives[row] as number)],
  ["false positives", (curve, row) => counted(curve.false_positives[row] as number)],
  ["true negatives", (curve, row) => counted(curve.true_negatives[row] as number)],
  ["false negatives", (curve, row) => counted(curve.false_negatives[row] as number)],
];

export function Tooltip() {
  const ref = useRef<HTMLDivElement>(null);
  const now = pointed.value;
  useLayoutEffect(() => {
    if (ref.current && now) place(ref.current, now);
  });
  useEffect(leaveOnScroll, []);
  if (!now) return null;
  const shown = now.hits.slice(0, innerWidth > roomy ? mostCurves.wide : mostCurves.narrow);
  const several = now.hits.some(({ line }) => line.curve.tag !== now.hits[0]?.line.curve.tag);
  const hot = (i: number) => (i === 0 && hovered(now) ? "hot" : "");
  const told = now.axes === "roc" ? [...rows.slice(0, 4), rate, ...rows.slice(4)] : rows;
  return (
    <div ref={ref} class="tip pr-tip" role="tooltip">
      <table>
        <thead>
          <tr>
            <th />
            {shown.map(({ line: { curve } }, i) => (
              <th key={keyOf(curve)} class={hot(i)} data-tip-run={curve.run} data-tip-tag={curve.tag}>
                <div>
                  <i class="swatch" style={{ "--c": now.inkOf(curve).colour }} />
                  <RunName run={curve.run} />
                </div>
                {several && <small>{curve.tag}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map(([name, tell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {shown.map(({ line: { curve, row }, place: at }, i) => (
                <td key={keyOf(curve)} class={hot(i)}>
                  {tell(curve, row[at] as number)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {now.hits.length > shown.length && (
        <div class="more">{`+ ${formats.things(now.hits.length - shown.length, "curve")} farther away`}</div>
      )}
    </div>
  );
}

function leaveOnScroll(): () => void {
  const leave = () => {
    const now = pointed.peek();
    if (now) pointTo(now.card, null);
  };
  document.addEventListener("scroll", leave, true);
  return () => {
    document.removeEventListener("scroll", leave, true);
    leave();
  };
}
