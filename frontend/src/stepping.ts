/** Which step the cards show: one for all of them (linked), or each its own. Nobody's choice is the newest. */
import { batch, signal } from "@preact/signals";
import { decode, encode, keepToo } from "./address";
import type { Column } from "./columns";

/** A step, or null for the newest. */
export type Chosen = number | null;

export const stepping = {
  linked: signal(true),
  /** The step of all linked cards. */
  step: signal<Chosen>(null),
  /** The steps of cards that have their own, while they are not linked. */
  own: signal<ReadonlyMap<string, number>>(new Map()),
};

export function chosenStep(card: string): Chosen {
  return stepping.linked.value ? stepping.step.value : (stepping.own.value.get(card) ?? null);
}

export function chooseStep(card: string, step: Chosen): void {
  if (stepping.linked.peek()) {
    stepping.step.value = step;
    return;
  }
  const own = new Map(stepping.own.peek());
  if (step === null) own.delete(card);
  else own.set(card, step);
  stepping.own.value = own;
}

/** Chooses among the positions of a slider; the last of them is the newest, whatever comes. */
export function choosePlace(card: string, steps: Float64Array, place: number): void {
  const to = Math.max(0, Math.min(steps.length - 1, place));
  chooseStep(card, to === steps.length - 1 ? null : (steps[to] as number));
}

/** Goes so many positions on. */
export function stepBy(card: string, steps: Float64Array, by: number): void {
  if (steps.length) choosePlace(card, steps, placeAt(steps, chosenStep(card)) + by);
}

/** Links the cards at the step of the one that was touched last, or lets each go its own way from where it is. */
export function link(linked: boolean): void {
  batch(() => {
    stepping.linked.value = linked;
    if (linked) stepping.own.value = new Map();
  });
}

/** The place of what a series shows at a chosen step: the last that was written at or before it, else its first; -1 if it is empty. */
export function placeAt(steps: Column, chosen: Chosen): number {
  if (chosen === null) return steps.length - 1;
  let best = -1;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    if (step <= chosen && (best < 0 || step >= (steps[best] as number))) best = i;
  }
  return best >= 0 || !steps.length ? best : 0;
}

/** The different steps of some series, ascending: the positions of a slider. */
export function positions(series: readonly { readonly step: Column }[]): Float64Array {
  const [only] = series;
  if (series.length === 1 && only && ascending(only.step)) return Float64Array.from(only.step);
  const union = new Set<number>();
  for (const { step } of series) for (const one of step) union.add(one);
  return Float64Array.from(union).sort();
}

function ascending(steps: Column): boolean {
  for (let i = 1; i < steps.length; i++) if (!((steps[i] as number) > (steps[i - 1] as number))) return false;
  return true;
}

keepToo({
  write: () => ({
    unlinked: stepping.linked.value ? "" : "1",
    step: stepping.linked.value && stepping.step.value !== null ? String(stepping.step.value) : "",
    steps: [...stepping.own.value].map(([card, step]) => `${encode(card)}:${step}`).join(","),
  }),
  read: (text) => {
    stepping.linked.value = text("unlinked") !== "1";
    stepping.step.value = text("step") && Number.isFinite(Number(text("step"))) ? Number(text("step")) : null;
    const own = new Map<string, number>();
    for (const entry of text("steps") ? text("steps").split(",") : []) {
      const cut = entry.lastIndexOf(":");
      const step = Number(entry.slice(cut + 1));
      if (cut > 0 && Number.isFinite(step)) own.set(decode(entry.slice(0, cut)), step);
    }
    stepping.own.value = own;
  },
});
