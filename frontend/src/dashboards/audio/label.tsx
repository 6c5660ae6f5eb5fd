/** What was written beside a sound: folded where it is long. */
import { useState } from "preact/hooks";

const long = 140;

export function Label({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const folds = text.length > long || text.split("\n").length > 2;
  return (
    <div class="sound-label">
      <p class={folds && !open ? "folded" : ""}>{folds && !open ? text.slice(0, 2 * long) : text}</p>
      {folds && (
        <button type="button" class="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Less" : "More"}
        </button>
      )}
    </div>
  );
}
