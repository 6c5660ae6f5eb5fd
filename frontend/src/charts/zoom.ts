/** The range of x that a card shows: its own, or one that all cards share. */
import { settings } from "../settings";
import { type Range, setZoom, view } from "../view";
import { axisOf } from "./state";

/** Stands for all cards that have the same x axis. */
const everyCard = "*";

export function zoomOf(card: string): Range | null {
  const shared = axisOf(card) === "tag" ? undefined : view.zooms.value.get(everyCard);
  return shared ?? view.zooms.value.get(card) ?? null;
}

/** Zooms a card, and with linked charts all of them; null shows all of x again. */
export function zoomTo(card: string, range: Range | null): void {
  const linked = settings.linkedZoom.peek() === "on" && axisOf(card) !== "tag";
  if (linked && range) view.zooms.value = new Map([[everyCard, range]]);
  else if (axisOf(card) !== "tag" && view.zooms.peek().has(everyCard)) part(card, range);
  else setZoom(card, range);
}

/** What all cards shared ends; without a link a card's own range takes its place. */
function part(card: string, range: Range | null): void {
  const zooms = new Map(view.zooms.peek());
  zooms.delete(everyCard);
  if (range) zooms.set(card, range);
  view.zooms.value = zooms;
}

/** Ends what all cards share, so that each shows its own range again. */
export function unlink(): void {
  if (view.zooms.peek().has(everyCard)) part(everyCard, null);
}
