/** The values beside the pointer: every run's nearest point, the closest in pixels first. */
import { batch, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Pointer } from "../../plot/chart";
import * as formats from "../../plot/formats";
import type { Hit } from "../../plot/nearest";
import { RunName, Swatch } from "../../ui/name";
import { passing, view } from "../../view";

const mostRows = 12;

/** A run closer to the pointer than so many pixels is the hovered one. */
const reach = 30;

const tip = signal<{ tag: string; pointer: Pointer } | null>(null);

/** Called by a chart as the pointer moves over it; null when it has left. */
export function point(tag: string, pointer: Pointer | null): void {
  if (!pointer && tip.peek()?.tag !== tag) return;
  const first = pointer?.hits[0];
  batch(() => {
    tip.value = pointer && { tag, pointer };
    passing.hoveredRun.value = first && first.distance <= reach ? first.curve.run : null;
  });
}

const gap = 16;
const rim = 6;

/** Right of the pointer, or left of it where there is no room; never beyond the window. */
function place(element: HTMLElement, { left, top }: Pointer): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const x = left + gap + width + rim <= innerWidth ? left + gap : left - gap - width;
  const y = Math.min(top + gap, innerHeight - height - rim);
  element.style.transform = `translate(${Math.round(Math.max(rim, x))}px, ${Math.round(Math.max(rim, y))}px)`;
}

export function Tooltip() {
  const ref = useRef<HTMLDivElement>(null);
  const now = tip.value;
  useLayoutEffect(() => {
    if (ref.current && now) place(ref.current, now.pointer);
  });
  useEffect(() => {
    const leave = () => tip.peek() && point(tip.peek()?.tag ?? "", null);
    document.addEventListener("scroll", leave, true);
    return () => document.removeEventListener("scroll", leave, true);
  }, []);
  if (!now?.pointer.hits.length) return null;
  const { hits } = now.pointer;
  const smooth = hits.some(({ curve }) => curve.smoothed);
  const hovered = passing.hoveredRun.value;
  return (
    <div ref={ref} class="tip" role="tooltip">
      <table>
        <thead>
          <tr>
            <th>run</th>
            {smooth && <th>smoothed</th>}
            <th>value</th>
            <th>step</th>
            <th>time</th>
          </tr>
        </thead>
        <tbody>
          {hits.slice(0, mostRows).map((hit, place) => (
            // Keyed by place: Chromium may leave a row that is moved and changed at once without its new style.
            <Row key={place} hit={hit} smooth={smooth} hot={hit.curve.run === hovered} />
          ))}
        </tbody>
      </table>
      {hits.length > mostRows && (
        <div class="more">{`and ${formats.things(hits.length - mostRows, "more run")}`}</div>
      )}
    </div>
  );
}

function Row({ hit: { curve, row }, smooth, hot }: { hit: Hit; smooth: boolean; hot: boolean }) {
  const wall = curve.wall[row] as number;
  return (
    <tr class={hot ? "hot" : ""} data-tip-run={curve.run}>
      <td class="who">
        <div>
          <Swatch run={curve.run} />
          <RunName run={curve.run} />
        </div>
      </td>
      {smooth && <td>{formats.value(curve.smoothed?.[row] ?? Number.NaN)}</td>}
      <td>
        {formats.value(curve.last[row] as number)}
        <Spread curve={curve} row={row} />
      </td>
      <td>{formats.step(curve.step[row] as number)}</td>
      <td>
        {view.axis.value === "wall" ? formats.moment(wall) : formats.duration(wall - (curve.start ?? wall))}
      </td>
    </tr>
  );
}

/** The extremes of a pixel column that stands for several points. */
function Spread({ curve, row }: Pick<Hit, "curve" | "row">) {
  const points = curve.count?.[row] ?? 1;
  if (points < 2) return null;
  const [min, max] = [curve.min[row] as number, curve.max[row] as number];
  const odd = curve.nonfiniteAt?.[row] ?? 0;
  return (
    <span class="spread">
      {min <= max && ` ${formats.value(min)} … ${formats.value(max)}`}
      {odd > 0 && ` ${formats.count(odd)} NaN`}
    </span>
  );
}
