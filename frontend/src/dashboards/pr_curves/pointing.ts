/** What is under the pointer. */
import { batch, signal } from "@preact/signals";
import type { Ink } from "../../plot/palette";
import { passing } from "../../view";
import type { Axes, Hit } from "./lines";
import { keyOf, type Source, state } from "./state";

/** A curve closer to the pointer than so many pixels is the hovered one. */
export const reach = 30;

export interface Pointed {
  readonly card: string;
  /** The nearest first. */
  readonly hits: readonly Hit[];
  readonly axes: Axes;
  readonly inkOf: (source: Source) => Ink;
  /** In the window. */
  readonly left: number;
  readonly top: number;
}

export const pointed = signal<Pointed | null>(null);

/** The curve that the pointer is close to. */
export function hovered({ hits: [first] }: Pointed): Hit | null {
  return first && first.distance <= reach ? first : null;
}

/** Called by a card as the pointer moves over its chart; null when it has left. */
export function pointTo(card: string, now: Omit<Pointed, "card"> | null): void {
  if (!now && pointed.peek()?.card !== card) return;
  const next = now && { card, ...now };
  batch(() => {
    pointed.value = next;
    light((next && hovered(next)?.line.curve) ?? null);
  });
}

/** Lets a series stand out, here and in the list of runs. */
export function light(source: Source | null): void {
  batch(() => {
    state.lit.value = source && keyOf(source);
    passing.hoveredRun.value = source?.run ?? null;
  });
}
