/** What can be done with a card, by its buttons and by keys. */
import { view } from "../view";
import { charts, flip } from "./state";
import { zoomTo } from "./zoom";

export const cardActions = {
  pin: (card: string) => {
    const pins = view.pins.peek();
    view.pins.value = pins.includes(card) ? pins.filter((other) => other !== card) : [...pins, card];
  },
  log: (card: string) => flip(view.logOther, card),
  table: (card: string) => flip(charts.tables, card),
  full: (card: string) => {
    view.full.value = view.full.peek() === card ? "" : card;
  },
  reset: (card: string) => zoomTo(card, null),
};

const keys: Record<string, keyof typeof cardActions> = {
  p: "pin",
  l: "log",
  v: "table",
  f: "full",
  r: "reset",
};

/** The keys that act on the card in focus. */
export function cardKey(event: KeyboardEvent, card: string): void {
  const action = keys[event.key];
  if ((event.target as Element).closest("input, select, textarea")) return;
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  cardActions[action](card);
}
