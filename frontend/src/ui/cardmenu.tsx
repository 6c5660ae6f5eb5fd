/** The button of a card that opens what the card tells on demand. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./icons";
import { whenLeft } from "./leave";

export function CardMenu({ tag, children }: { tag: string; children: () => ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  return (
    <span ref={ref}>
      <IconButton icon="more" label="More" expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="popover menu" role="dialog" aria-label={`More about ${tag}`}>
          {children()}
        </div>
      )}
    </span>
  );
}
