/** Where a card's sound is, at every frame, without the card being made anew. */
import { effect } from "@preact/signals";
import { type Inputs, useLayoutEffect } from "preact/hooks";
import { player } from "./player";
import { placeOf } from "./state";

/** Seconds: the player's while it has the card's sound, else where the card was left. */
export function timeOf(card: string): number {
  return player.source.value?.card === card ? player.time.value : placeOf(card).at;
}

/** Calls back now and whenever that changes. */
export function useTime(card: string, tell: (seconds: number) => void, inputs: Inputs): void {
  useLayoutEffect(() => effect(() => tell(timeOf(card))), [card, ...inputs]);
}
