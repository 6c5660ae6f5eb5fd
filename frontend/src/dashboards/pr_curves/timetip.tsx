/** One step of the series, and in the map a precision, in figures. */
import { useLayoutEffect, useRef } from "preact/hooks";
import * as formats from "../../plot/formats";
import { place } from "../../ui/floating";
import type { OverTime } from "./request";
import { lines, type Spot } from "./timechart";

export function TimeTip({ shown, spot }: { shown: OverTime; spot: Spot }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (ref.current) place(ref.current, spot);
  });
  const { row, recall } = spot;
  const written = (v: number) => (Number.isNaN(v) ? "–" : formats.value(v));
  const cell = recall === null ? 0 : Math.round(recall * (shown.cells - 1));
  const told: (readonly [string, string])[] = [
    ["step", formats.step(shown.step[row] as number)],
    ...(recall === null
      ? []
      : ([
          ["recall", (cell / (shown.cells - 1)).toFixed(2)],
          ["best precision there or beyond", written(shown.map[row * shown.cells + cell] as number)],
        ] as const)),
    ...lines.map(({ name, title }) => [title, written(shown[name][row] as number)] as const),
    ["threshold of the best F1", written(shown.best_threshold[row] as number)],
  ];
  return (
    <div ref={ref} class="tip pr-tip" role="tooltip">
      <table>
        <tbody>
          {told.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
