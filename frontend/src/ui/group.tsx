/** A section of cards that folds: the tags of one prefix. */
import { type ComponentChildren, isValidElement, toChildArray } from "preact";
import { things } from "../plot/formats";
import { toggled, view } from "../view";
import { Boundary } from "./boundary";

export function Group(props: {
  id: string;
  title: string;
  size: number;
  noun?: string;
  /** Folded until it is opened. */
  closed?: boolean;
  nouns?: string | undefined;
  children: ComponentChildren;
}) {
  const open = view.collapsed.value.has(props.id) === (props.closed ?? false);
  return (
    <section class="group" data-group={props.id} aria-label={props.title}>
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => {
            view.collapsed.value = toggled(view.collapsed.peek(), props.id);
          }}
        >
          {props.title} <b>{things(props.size, props.noun ?? "chart", props.nouns)}</b>
        </button>
      </h2>
      {open && (
        <div class="grid">
          {toChildArray(props.children).map((card) => (
            <Boundary key={isValidElement(card) ? card.key : ""} what="card" shape="card">
              {card}
            </Boundary>
          ))}
        </div>
      )}
    </section>
  );
}
