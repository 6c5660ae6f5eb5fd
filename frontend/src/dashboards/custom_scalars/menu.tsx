/** What can be done with a layout beyond changing its charts: name it, take it along, make another. */
import { useState } from "preact/hooks";
import { fetchMessage, ServerError } from "../../api";
import { fileName, hand } from "../../charts/save";
import { addLayout, changeLayout, chosenLayout, freeName, takeAway } from "../../layouts";
import { silence } from "../../live";
import { copy } from "../../ui/clipboard";
import { jsonOf, layoutIn, NoLayout, pythonOf } from "./exporting";
import { editing, type Shown, show, startLayout } from "./shown";

export function LayoutMenu({ shown }: { shown: Shown | null }) {
  const [said, setSaid] = useState("");
  return (
    <>
      {shown?.from === "own" && <Naming shown={shown} />}
      {shown && <TakeAlong shown={shown} say={setSaid} />}
      <Others shown={shown} say={setSaid} />
      {said && <p role="status">{said}</p>}
    </>
  );
}

function Naming({ shown: { choice, name } }: { shown: Shown }) {
  const id = choice.slice(4);
  return (
    <label>
      Name
      <input
        type="text"
        value={name}
        onChange={(event) => changeLayout(id, { name: freeName(event.currentTarget.value, id) })}
      />
    </label>
  );
}

type Say = (sentence: string) => void;

function reason(error: unknown): string {
  return error instanceof ServerError || error instanceof NoLayout ? error.message : silence;
}

function TakeAlong({ shown, say }: { shown: Shown; say: Say }) {
  const { name, categories } = shown;
  const copyText = async (text: string, what: string) =>
    say((await copy(text)) ? `${what} is in the clipboard.` : "This browser lets no page copy.");
  const message = () =>
    fetchMessage(categories).then(
      (blob) => hand(blob, `${fileName(name)}.pb`),
      (error) => say(reason(error)),
    );
  const json = () => hand(new Blob([jsonOf(shown)], { type: "application/json" }), `${fileName(name)}.json`);
  return (
    <fieldset>
      <legend>Take it along</legend>
      <button
        type="button"
        class="text-button"
        onClick={() => void copyText(pythonOf(categories), "The call")}
      >
        Copy the Python that logs it
      </button>
      <button type="button" class="text-button" onClick={() => void copyText(jsonOf(shown), "The JSON")}>
        Copy as JSON
      </button>
      <button type="button" class="text-button" onClick={json}>
        Save as JSON
      </button>
      <button type="button" class="text-button" onClick={() => void message()}>
        Save as the message of a log
      </button>
    </fieldset>
  );
}

function Others({ shown, say }: { shown: Shown | null; say: Say }) {
  const open = async (file: File | undefined) => {
    if (!file) return;
    try {
      show(addLayout(await layoutIn(file)));
      editing.value = false;
      say("");
    } catch (error) {
      say(reason(error));
    }
  };
  const remove = (id: string) => {
    chosenLayout.value = "";
    takeAway(`The layout “${shown?.name}”`, id, null);
  };
  return (
    <fieldset>
      <legend>Layouts of this browser</legend>
      <button type="button" class="text-button" onClick={startLayout}>
        New layout
      </button>
      {shown?.from === "own" && (
        <>
          <button type="button" class="text-button" onClick={() => show(addLayout(shown))}>
            Duplicate
          </button>
          <button type="button" class="text-button" onClick={() => remove(shown.choice.slice(4))}>
            Delete
          </button>
        </>
      )}
      <label>
        Open a file, JSON or message
        <input
          type="file"
          onChange={(event) => {
            void open(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </label>
    </fieldset>
  );
}
