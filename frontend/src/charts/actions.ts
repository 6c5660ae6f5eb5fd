/** What can be done with a card, by its buttons and by keys. */
import { view } from "../view";
import { charts, flip } from "./state";
import { zoomTo } from "./zoom";

export const cardActions = {
  pin: (card: string) => {
    const pins = view.pins.peek();
    const focused = focusWithin(card);
    view.pins.value = pins.includes(card) ? pins.filter((other) => other !== card) : [...pins, card];
    if (focused) requestAnimationFrame(() => focusAgain(card, focused));
  },
  log: (card: string) => flip(view.logOther, card),
  table: (card: string) => flip(charts.tables, card),
  full: (card: string) => {
    view.full.value = view.full.peek() === card ? "" : card;
  },
  reset: (card: string) => zoomTo(card, null),
};

type Focus = "card" | "button" | null;

/** What has the focus: the card itself, something in it, or nothing of it. */
function focusWithin(card: string): Focus {
  const within = document.activeElement?.closest<HTMLElement>("[data-card]");
  if (within?.dataset.card !== card) return null;
  return document.activeElement === within ? "card" : "button";
}

/**
 * A card that is pinned is another element in another place; the focus goes along, and nothing scrolls. Its buttons come
 * with the first frame in which it is seen.
 */
function focusAgain(card: string, focus: Focus, frames = 10): void {
  const moved = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(card)}"]`);
  const pin = moved?.querySelector<HTMLElement>("[aria-label=Pin], [aria-label=Unpin]");
  ((focus === "button" && pin) || moved)?.focus({ preventScroll: true });
  if (focus === "card" || pin || !frames) return;
  requestAnimationFrame(() => {
    if (document.activeElement === moved) focusAgain(card, focus, frames - 1);
  });
}

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
