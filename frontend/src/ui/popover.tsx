/** An icon that opens a few controls beneath it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton, type IconName } from "./icons";
import { whenLeft } from "./leave";

export function PopoverButton(props: {
  icon: IconName;
  label: string;
  /** Whether what it holds is other than usual. */
  marked?: boolean;
  /** The side of the icon at which its edge is; the left one if not said. */
  from?: "left" | "right";
  children: ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  return (
    <div class="holds-popover" ref={ref}>
      <IconButton
        icon={props.icon}
        label={props.label}
        expanded={open}
        class={props.marked ? "marked" : ""}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div
          class={props.from === "right" ? "popover form" : "popover from-left form"}
          role="dialog"
          aria-label={props.label}
        >
          {props.children}
        </div>
      )}
    </div>
  );
}
