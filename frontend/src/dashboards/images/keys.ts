/** The keys of a card of images. */
import { stepBy } from "../../stepping";
import { view } from "../../view";
import { zoomMiddle } from "./pointing";
import type { Selection } from "./selected";
import { images, type Mode, zoomTo } from "./state";
import { show, stepRun } from "./viewing";

const modeKeys: Record<string, Mode> = { g: "grid", o: "one", s: "swipe", b: "blink", d: "difference" };

export function imageKey(event: KeyboardEvent, card: string, selection: Selection | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !selection) return;
  if ((event.target as Element).closest("input, select, textarea, [role=slider], [role=radio], .popover"))
    return;
  const act = actOf(event.key, card, selection, event.currentTarget as HTMLElement);
  if (!act) return;
  event.preventDefault();
  act();
}

function actOf(
  key: string,
  card: string,
  { series, position }: Selection,
  element: HTMLElement,
): (() => void) | undefined {
  const full = view.full.peek() === card;
  const moved = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (moved) return () => stepBy(card, position.steps, moved);
  const down = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (down)
    return full && images.mode.peek() !== "grid"
      ? () => stepRun(series, down)
      : () => focusNext(element, down);
  const mode = modeKeys[key];
  if (mode && full) return () => show(mode);
  return {
    "+": () => zoomMiddle(card, "in"),
    "=": () => zoomMiddle(card, "in"),
    "-": () => zoomMiddle(card, "out"),
    "0": () => zoomTo(card, null),
    "1": () => zoomMiddle(card, 1),
  }[key];
}

/** Moves the focus to the next image of a card. */
function focusNext(card: HTMLElement, by: number): void {
  const boxes = [...card.querySelectorAll<HTMLElement>(".image-cell .image-box[tabindex]")];
  const at = boxes.indexOf(document.activeElement as HTMLElement);
  const next = boxes[at < 0 ? 0 : at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
