/** What the parts of a chart are called in words. */
import { aliasOf } from "../house";
import type { Chart } from "../plot/chart";
import type { Trace, XAxis } from "../plot/curve";
import type { CardModel } from "./model";
import { charts } from "./state";

/** The x axis of a card in words. */
export function xName(axis: XAxis, key: string): string {
  if (axis === "tag") return charts.against.value.get(key) ?? "";
  return { step: "step", relative: "time since the start", wall: "time" }[axis];
}

/** A curve's name; its tag only where the chart has several. */
export function nameOf({ curve }: Trace, several: boolean): string {
  const name = (!curve.band && aliasOf(curve.run)) || curve.run;
  return several ? `${name} · ${curve.tag}` : name;
}

export function drawingOf(chart: Chart, { spec, kind }: CardModel): ReturnType<Chart["svg"]> {
  return chart.svg(spec.title, {
    x: xName(kind.peek()?.axis ?? "step", spec.key),
    of: (trace) => nameOf(trace, spec.tags.length > 1),
  });
}
