/** A sheet that lies over the page until it is closed: by its button, Escape, or a click beside it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "./icons";

export function Sheet(props: {
  title: string;
  close: () => void;
  class?: string;
  children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={ref}
      class={props.class}
      aria-label={props.title}
      onClose={props.close}
      onClick={(event) => {
        if (event.target === ref.current) props.close();
      }}
    >
      <div class="sheet-head">
        <h2>{props.title}</h2>
        <IconButton icon="close" label="Close" onClick={props.close} />
      </div>
      <div class="sheet-body">{props.children}</div>
    </dialog>
  );
}
