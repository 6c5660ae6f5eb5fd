/** What can be done with a card, by its buttons and by keys. */
import { setZoom, toggled, view } from "../../view";

export const cardActions = {
  pin: (tag: string) => {
    const pins = view.pins.peek();
    view.pins.value = pins.includes(tag) ? pins.filter((other) => other !== tag) : [...pins, tag];
  },
  log: (tag: string) => {
    view.logOther.value = toggled(view.logOther.peek(), tag);
  },
  full: (tag: string) => {
    view.full.value = view.full.peek() === tag ? "" : tag;
  },
  reset: (tag: string) => setZoom(tag, null),
};

const keys: Record<string, keyof typeof cardActions> = { p: "pin", l: "log", f: "full", r: "reset" };

/** The keys that act on the card in focus. */
export function cardKey(event: KeyboardEvent, tag: string): void {
  const action = keys[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  cardActions[action](tag);
}
