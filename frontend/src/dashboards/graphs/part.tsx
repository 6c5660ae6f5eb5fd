/** A part of the panel beside a graph: it folds. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export function Part(props: {
  name: string;
  title: ComponentChildren;
  note?: ComponentChildren;
  closed?: boolean;
  children: ComponentChildren;
}) {
  const [open, setOpen] = useState(!props.closed);
  return (
    <section class="graph-part" data-part={props.name} aria-label={props.name}>
      <h3>
        <button type="button" class="graph-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {props.title} {props.note && <small>{props.note}</small>}
        </button>
      </h3>
      {open && props.children}
    </section>
  );
}
