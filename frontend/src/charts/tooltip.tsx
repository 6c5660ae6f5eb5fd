/** The values beside the pointer: every run's nearest point, in the order that was chosen. */
import { batch, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Pointer } from "../plot/chart";
import type { XAxis } from "../plot/curve";
import { lineOf } from "../plot/curve";
import type { Hit } from "../plot/nearest";
import { settings } from "../settings";
import { place } from "../ui/floating";
import { passing } from "../view";
import type { CardModel } from "./model";
import { axisOf } from "./state";
import { Head, Row } from "./tiprow";

const mostRows = 12;

/** A run closer to the pointer than so many pixels is the hovered one. */
export const reach = 30;

const tip = signal<{ model: CardModel; pointer: Pointer } | null>(null);

/** Where the pointer is in the data, for the other charts. */
export const linkedAt = signal<{ key: string; axis: XAxis; x: number } | null>(null);

/** The group whose band is below the pointer. */
export const hoveredGroup = signal<string | null>(null);

/** Called by a chart as the pointer moves over it; null when it has left. */
export function point(model: CardModel, pointer: Pointer | null): void {
  const { key } = model.spec;
  if (!pointer && tip.peek()?.model !== model) return;
  const first = pointer?.hits[0];
  batch(() => {
    tip.value = pointer && { model, pointer };
    linkedAt.value = pointer && { key, axis: axisOf(key), x: pointer.at };
    const near = first && first.distance <= reach ? first.curve : null;
    passing.hoveredRun.value = near && !near.group ? near.run : null;
    hoveredGroup.value = near?.group ? near.run : null;
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
      const now = tip.peek();
      if (now) point(now.model, null);
    };
    document.addEventListener("scroll", leave, true);
    return () => document.removeEventListener("scroll", leave, true);
  }, []);
  const hits = now?.pointer.hits ?? [];
  const rows = inOrder(hits);
  useEffect(() => {
    if (now) askRest(now.model, rows.slice(0, mostRows));
  });
  if (!now || !hits.length) return null;
  const { key } = now.model.spec;
  const shape = {
    smooth: hits.some(({ curve }) => curve.smoothed),
    several: hits.some(({ curve }) => curve.tag !== hits[0]?.curve.tag),
    grouped: hits.some(({ curve }) => curve.group),
    axis: axisOf(key),
    card: key,
  };
  const hot = (hits[0]?.distance ?? Number.POSITIVE_INFINITY) <= reach ? hits[0] : undefined;
  return (
    <div ref={ref} class="tip" role="tooltip">
      <table>
        <Head shape={shape} />
        <tbody>
          {rows.slice(0, mostRows).map((hit, place) => (
            // Keyed by place: Chromium may leave a row that is moved and changed at once without its new style.
            <Row key={place} hit={hit} shape={shape} hot={hit === hot} />
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <div class="more">{`+ ${rows.length - mostRows} more`}</div>}
    </div>
  );
}

/** Has fetched what the rows that are seen came without. */
function askRest({ series }: CardModel, rows: readonly Hit[]): void {
  const curves = rows.flatMap(({ curve }) => (curve.group ? [] : [curve]));
  for (const one of series) void one.fetchRest(curves.filter((curve) => curve.tag === one.tag));
}

/** The rows in the chosen order. By value and by name the hovered one is still among those that have room. */
function inOrder(hits: readonly Hit[]): readonly Hit[] {
  const order = settings.tipOrder.value;
  if (order === "distance") return hits;
  const sorted = hits.slice();
  if (order === "name") sorted.sort((a, b) => byName.compare(a.curve.run, b.curve.run));
  else sorted.sort((a, b) => shownValue(b) - shownValue(a));
  return sorted.length > mostRows ? around(sorted, hits[0] as Hit) : sorted;
}

const byName = new Intl.Collator("en", { numeric: true });

/** What the eye follows; NaN comes last. */
function shownValue({ curve, row }: Hit): number {
  const v = lineOf(curve)[row] as number;
  return Number.isNaN(v) ? Number.NEGATIVE_INFINITY : v;
}

/** Begins the list so that the hovered row is in the part with room. */
function around(sorted: Hit[], hovered: Hit): Hit[] {
  const at = sorted.indexOf(hovered);
  const from = Math.max(0, Math.min(at - (mostRows >> 1), sorted.length - mostRows));
  return [...sorted.slice(from), ...sorted.slice(0, from)];
}
