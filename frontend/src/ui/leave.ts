/** Closes what floats when the person turns to something else. */

/** Calls back when one points outside an element or presses Escape; the result stops it. */
export function whenLeft(inside: Element | null, left: () => void): () => void {
  const pointer = (event: Event) => {
    if (!inside?.contains(event.target as Node)) left();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    left();
  };
  document.addEventListener("pointerdown", pointer);
  document.addEventListener("keydown", key, true);
  return () => {
    document.removeEventListener("pointerdown", pointer);
    document.removeEventListener("keydown", key, true);
  };
}
