/** Lines over a plot: where the pointer is on another chart, and the step or range that is pinned. */
import type { Range } from "../view";

export class Marks {
  private readonly elements = { linked: rule("linked"), pinned: rule("pinned") };
  private at: number | null = null;
  private range: Range | null = null;

  constructor(
    over: HTMLElement,
    private readonly toPixels: (x: number) => number,
  ) {
    over.append(this.elements.pinned, this.elements.linked);
  }

  /** The x below a pointer elsewhere; null ends it. */
  link(at: number | null): void {
    if (at === this.at) return;
    this.at = at;
    put(this.elements.linked, at === null ? null : [this.toPixels(at), 0]);
  }

  /** What is pinned; equal ends are a step. */
  pin(range: Range | null): void {
    this.range = range;
    this.place();
  }

  /** Puts the marks where they belong once the scales have changed. */
  place(): void {
    const { range, at } = this;
    if (at !== null) put(this.elements.linked, [this.toPixels(at), 0]);
    const from = range && this.toPixels(range[0]);
    put(
      this.elements.pinned,
      range && from !== null && Number.isFinite(from) ? [from, this.toPixels(range[1]) - from] : null,
    );
  }
}

function rule(name: string): HTMLElement {
  const element = document.createElement("i");
  element.className = `rule ${name}`;
  element.hidden = true;
  return element;
}

function put(element: HTMLElement, place: [left: number, width: number] | null): void {
  element.hidden = place === null || !Number.isFinite(place[0]);
  if (place) {
    element.style.transform = `translateX(${place[0]}px)`;
    element.style.width = `${place[1]}px`;
  }
}
