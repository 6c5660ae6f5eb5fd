/** Keys that work anywhere on the page. */
import { passing } from "../view";

/** Starts listening; the result stops it. */
export function startKeys(): () => void {
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") passing.drawer.value = false;
  if ((event.target as Element).closest?.("input, textarea, select, dialog")) return;
  const act = actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const actions: Record<string, () => void> = {
  "/": () => {
    const inDrawer = matchMedia("(max-width: 720px)").matches;
    passing.drawer.value = inDrawer;
    if (inDrawer) requestAnimationFrame(() => focus("run-filter"));
    else focus("run-filter");
  },
  t: () => focus("tag-filter"),
  "?": () => {
    passing.sheet.value = "help";
  },
  j: () => stepCard(1),
  k: () => stepCard(-1),
};

function focus(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

/** Moves the focus to the next card, or to the first one in view. */
function stepCard(by: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-card]")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const bar = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  const next = at < 0 ? cards.find((card) => card.getBoundingClientRect().top >= bar) : cards[at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
