/** Fills the runs panel's column with the last values of the chart that was pointed at last. */
import { effect, signal } from "@preact/signals";
import type { Curve } from "../../plot/curve";
import { value } from "../../plot/formats";
import { passing, type Range, view } from "../../view";
import { seriesOf } from "./series";
import { runsWith } from "./wish";

/** The tag whose values are shown, or "". */
export const pointedAt = signal("");

/** Keeps the column up to date while the dashboard is shown; the result ends it. */
export function keepColumn(): () => void {
  const stop = effect(() => {
    const tag = pointedAt.value;
    if (!tag) return;
    const series = seriesOf(tag);
    series.revision.value;
    const zoom = view.zooms.value.get(tag) ?? null;
    const title = `${tag.slice(tag.lastIndexOf("/") + 1)}, last${zoom ? " in view" : ""}`;
    const curves = series.curves(runsWith(tag));
    passing.column.value = {
      title,
      values: new Map(curves.map((curve) => [curve.run, lastOf(curve, zoom)])),
    };
  });
  return () => {
    stop();
    passing.column.value = null;
  };
}

function lastOf(curve: Curve, zoom: Range | null): string {
  let row = curve.rows - 1;
  while (zoom && row > 0 && (curve.x[row] as number) > zoom[1]) row--;
  return row < 0 ? "" : value(curve.last[row] as number);
}
