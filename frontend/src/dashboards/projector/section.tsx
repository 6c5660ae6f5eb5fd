/** A part of a panel that folds; this browser remembers which are folded. */
import type { ComponentChildren } from "preact";
import { projectorSettings } from "./state";

export function Section(props: { name: string; title: string; note?: string; children: ComponentChildren }) {
  const folded = projectorSettings.folded.value.split(" ");
  const open = !folded.includes(props.name);
  const toggle = () => {
    const next = open ? [...folded, props.name] : folded.filter((name) => name !== props.name);
    projectorSettings.folded.value = next.filter(Boolean).join(" ");
  };
  return (
    <section class="pj-section" aria-label={props.title} data-section={props.name}>
      <h2>
        <button type="button" class="pj-fold" aria-expanded={open} onClick={toggle}>
          {props.title} {props.note && <b>{props.note}</b>}
        </button>
      </h2>
      {open && <div class="pj-body form">{props.children}</div>}
    </section>
  );
}
