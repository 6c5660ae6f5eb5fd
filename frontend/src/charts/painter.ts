/** Keeps the picture on a chart that of its model. */
import { type ReadonlySignal, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import type { Chart, Picture } from "../plot/chart";
import type { Kind } from "../plot/options";
import { alike } from "./model";

interface Painted {
  /** Null while it is not known yet. */
  readonly kind: ReadonlySignal<Kind | null>;
  readonly picture: ReadonlySignal<Picture>;
}

/**
 * Shows what is at hand; the chart is made anew where its axes are of another kind, and then `made` is called. What fails is
 * told to `fail`: raised here it would end whatever has changed the model.
 */
export function painter(
  chart: RefObject<Chart | null>,
  model: Painted,
  make: (kind: Kind) => Chart,
  made: () => void,
  fail: (error: unknown) => void,
): () => void {
  let madeFor = "";
  let before: Picture | null = null;
  const paint = () => {
    const kind = model.kind.value;
    const picture = model.picture.value;
    if (!kind) return;
    if (!chart.current || madeFor !== JSON.stringify(kind)) {
      untracked(() => chart.current?.destroy());
      chart.current = make(kind);
      madeFor = JSON.stringify(kind);
      before = null;
    }
    if (before && alike(before, picture)) return;
    const fresh = before === null;
    before = picture;
    untracked(() => {
      chart.current?.show(picture);
      if (fresh) made();
    });
  };
  return () => {
    try {
      paint();
    } catch (error) {
      untracked(() => fail(error));
    }
  };
}
