/** What is under the pointer in figures: the step, the bucket's edges and its count, for the hovered run and the others. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import * as formats from "../../plot/formats";
import { place } from "../../ui/floating";
import { RunName, Swatch } from "../../ui/name";
import { beside, type Pointed, pointed, pointTo } from "./pointing";
import type { Chosen } from "./ranges";

const mostRows = 12;

export function Tooltip() {
  const ref = useRef<HTMLDivElement>(null);
  const now = pointed.value;
  useLayoutEffect(() => {
    if (ref.current && now) place(ref.current, now);
  });
  useEffect(() => {
    const leave = () => pointed.peek() && pointTo(null);
    document.addEventListener("scroll", leave, true);
    return () => document.removeEventListener("scroll", leave, true);
  }, []);
  if (!now) return null;
  const others = beside(now);
  return (
    <div ref={ref} class="tip" role="tooltip">
      <table>
        <thead>
          <tr>
            <th>run</th>
            <th>step</th>
            <th>from</th>
            <th>to</th>
            <th>count</th>
            <th class="spread">share</th>
          </tr>
        </thead>
        <tbody>
          <Row of={now.mark} bucket={now.bucket} hot={others.length > 0} />
          {others.slice(0, mostRows - 1).map(({ mark, bucket }) => (
            <Row key={mark.histograms.run} of={mark} bucket={bucket} hot={false} />
          ))}
        </tbody>
      </table>
      {others.length >= mostRows && <div class="more">{`+ ${others.length - mostRows + 1} more`}</div>}
      <Whole now={now} />
    </div>
  );
}

/** A count in full; summaries made elsewhere may hold fractions. */
function counted(n: number): string {
  return Number.isInteger(n) ? formats.count(n) : formats.value(n);
}

function Row({ of: { histograms, row }, bucket, hot }: { of: Chosen; bucket: number; hot: boolean }) {
  const { run, step, left, right, counts, count } = histograms;
  const all = count[row] as number;
  const held = counts[bucket] as number;
  return (
    <tr class={hot ? "hot" : ""} data-tip-run={run}>
      <td class="who">
        <div>
          <Swatch run={run} />
          <RunName run={run} />
        </div>
      </td>
      <td>{formats.step(step[row] as number)}</td>
      {bucket < 0 ? (
        <td colSpan={4}>no values</td>
      ) : (
        <>
          <td>{formats.given(left[bucket] as number)}</td>
          <td>{formats.given(right[bucket] as number)}</td>
          <td>{counted(held)}</td>
          <td class="spread">
            {all > 0 ? `${formats.given(Number(((100 * held) / all).toPrecision(3)))} %` : ""}
          </td>
        </>
      )}
    </tr>
  );
}

/** The hovered histogram as a whole. */
function Whole({ now: { mark } }: { now: Pointed }) {
  const { histograms, row } = mark;
  const { min, max, sum, count, nonfinite, wall, begun } = histograms;
  const all = count[row] as number;
  const mean = (sum[row] as number) / all;
  const odd = nonfinite[row] as number;
  const parts = [
    formats.things(all, "value"),
    Number.isFinite(min[row] as number) &&
      `${formats.value(min[row] as number)} … ${formats.value(max[row] as number)}`,
    Number.isFinite(mean) && `mean ${formats.value(mean)}`,
    odd > 0 && `${formats.count(odd)} NaN or infinite`,
  ];
  const since = (wall[row] as number) - begun;
  const times = [Number.isFinite(since) && formats.duration(since), formats.moment(wall[row] as number)];
  return (
    <div class="more">
      {parts.filter(Boolean).join(" · ")}
      <span class="spread">{` · ${times.filter(Boolean).join(" · ")}`}</span>
    </div>
  );
}
