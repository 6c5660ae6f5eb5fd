/** Fills the runs panel's column with the last values of the chart that was pointed at last. */

import { effect, signal } from "@preact/signals";
import { runsWith } from "../drawn";
import { value } from "../plot/formats";
import { passing } from "../view";
import { seriesOf } from "./sources";
import type { Spec } from "./spec";
import { zoomOf } from "./zoom";

/** The card whose values are shown: those of its first tag. */
export const pointedAt = signal<Spec | null>(null);

/** Keeps the column up to date while the dashboard is shown; the result ends it. */
export function keepColumn(): () => void {
  const stop = effect(() => {
    const spec = pointedAt.value;
    const tag = spec?.tags[0];
    const series = spec && seriesOf(spec)[0];
    if (!spec || !series || tag === undefined) return;
    series.revision.value;
    const zoom = zoomOf(spec.key);
    const title = `${tag.slice(tag.lastIndexOf("/") + 1)}, last${zoom ? " in view" : ""}`;
    const curves = series.curves(runsWith("scalars", tag)).filter(({ replaced }) => !replaced);
    passing.column.value = {
      title,
      values: new Map(curves.map(({ run, latest }) => [run, latest === null ? "" : value(latest)])),
    };
  });
  return () => {
    stop();
    passing.column.value = null;
  };
}
