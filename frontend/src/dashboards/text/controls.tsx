/** What stands above the texts: the search through all of them, and the form they are shown in. */
import { useEffect } from "preact/hooks";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import { type Form, texts } from "./state";

const forms: readonly (readonly [Form, string])[] = [
  ["rendered", "Rendered"],
  ["raw", "Raw"],
];

export function Controls() {
  useEffect(findByKey, []);
  return (
    <>
      <SearchField />
      <button
        type="button"
        class="ctl"
        aria-pressed={texts.regex.value}
        title="What is searched is a regular expression"
        onClick={() => {
          texts.regex.value = !texts.regex.peek();
        }}
      >
        Regex
      </button>
      <Segmented
        label="Form of texts"
        options={forms}
        value={texts.form.value}
        onChange={(form) => {
          texts.form.value = form;
        }}
      />
    </>
  );
}

const label = "Search texts";

function SearchField() {
  const { query } = texts;
  return (
    <div class="field">
      <input
        id="text-search"
        type="text"
        value={query.value}
        placeholder={label}
        aria-label={label}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        maxLength={1000}
        onInput={(event) => {
          query.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (query.value) query.value = "";
          else event.currentTarget.blur();
          event.stopPropagation();
        }}
      />
      {query.value ? (
        <IconButton icon="close" label={`Clear: ${label}`} onClick={() => (query.value = "")} />
      ) : (
        <kbd>s</kbd>
      )}
    </div>
  );
}

/** The key s goes to the search; the result ends that. */
function findByKey(): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.key !== "s" || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest?.("input, textarea, select, dialog")) return;
    event.preventDefault();
    const field = document.getElementById("text-search") as HTMLInputElement | null;
    field?.focus();
    field?.select();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
