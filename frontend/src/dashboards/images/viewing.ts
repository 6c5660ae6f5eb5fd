/** What a card in full shows, and with what it is compared. */
import { batch } from "@preact/signals";
import { placeAt } from "../../stepping";
import type { Steps } from "../../steps";
import { view } from "../../view";
import type { Target } from "./described";
import { type Position, stepAt } from "./selected";
import { images, type Mode, type OtherStep } from "./state";

/** Shows one image as large as the window allows. */
export function open(card: string, { steps, item }: Target): void {
  batch(() => {
    view.full.value = card;
    images.first.value = steps.run;
    images.item.value = item;
    if (images.mode.peek() === "grid") images.mode.value = "one";
  });
}

export function show(mode: Mode): void {
  images.mode.value = mode;
}

/** The two images that are compared; the step of the second in words that the settings have for it. */
export interface Pair {
  readonly first: Target;
  readonly second: Target;
  readonly otherStep: Exclude<OtherStep, "">;
}

/** Null where no series has a value. */
export function pairOf(series: readonly Steps[], position: Position): Pair | null {
  const first = series.find(({ run }) => run === images.first.value) ?? series[0];
  if (!first) return null;
  const second =
    series.find(({ run }) => run === images.second.value) ?? series.find((one) => one !== first) ?? first;
  const otherStep =
    images.otherStep.value === "" ? (first === second ? "before" : "same") : images.otherStep.value;
  const item = images.item.value;
  const at = (steps: Steps, step: number) => ({ steps, place: placeAt(steps.step, step), item });
  return {
    first: at(first, stepAt(position)),
    second: at(second, stepOfOther(otherStep, position)),
    otherStep,
  };
}

function stepOfOther(other: Exclude<OtherStep, "">, { steps, at }: Position): number {
  if (typeof other === "number") return other;
  return steps[{ same: at, before: Math.max(0, at - 1), first: 0 }[other]] as number;
}

/** Looks at the image of the next run, or of the one before. */
export function stepRun(series: readonly Steps[], by: number): void {
  const at = Math.max(
    0,
    series.findIndex(({ run }) => run === images.first.peek()),
  );
  const next = series[Math.max(0, Math.min(series.length - 1, at + by))];
  if (next) images.first.value = next.run;
}
