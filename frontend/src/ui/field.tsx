/** A filter field: a regular expression, checked as it is typed. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Filter } from "../filter";
import { IconButton } from "./icons";

export function FilterField(props: {
  id: string;
  label: string;
  shortcut: string;
  text: Signal<string>;
  filter: ReadonlySignal<Filter>;
}) {
  const { id, text } = props;
  const { error } = props.filter.value;
  return (
    <>
      <div class={error ? "field wrong" : "field"}>
        <input
          id={id}
          type="text"
          value={text.value}
          placeholder={`${props.label} (regex)`}
          aria-label={props.label}
          aria-invalid={error !== ""}
          aria-describedby={error ? `${id}-error` : undefined}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            if (text.value) text.value = "";
            else event.currentTarget.blur();
            event.stopPropagation();
          }}
        />
        {text.value ? (
          <IconButton icon="close" label={`Clear: ${props.label}`} onClick={() => (text.value = "")} />
        ) : (
          <kbd>{props.shortcut}</kbd>
        )}
      </div>
      {error && (
        <p class="wrong-note" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </>
  );
}
