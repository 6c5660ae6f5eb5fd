/** What the run's menu lets one say about a run, where the server allows it: name, note, hidden, trash. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { moveToTrash, ServerError } from "../api";
import { aliasOf, editable, hiddenRuns, houseTrouble, noteOf, say } from "../house";
import { ask, silence } from "../live";

export function HouseFields({ run, close }: { run: string; close: () => void }) {
  if (!editable.value) {
    const note = noteOf(run);
    return note ? <p class="run-note">{note}</p> : null;
  }
  return (
    <>
      <Field
        key={`alias ${run}`}
        label="Name shown"
        kept={aliasOf(run)}
        placeholder={run}
        onKeep={(alias) => say({ [run]: { alias } })}
      />
      <Field
        key={`note ${run}`}
        label="Note"
        kept={noteOf(run)}
        long
        onKeep={(note) => say({ [run]: { note } })}
      />
      {houseTrouble.value && (
        <p class="warn" role="alert">
          {houseTrouble.value}
        </p>
      )}
      <Removal run={run} close={close} />
    </>
  );
}

/** A text that is kept when one leaves it, also by closing the menu. */
function Field(props: {
  label: string;
  kept: string;
  placeholder?: string;
  long?: boolean;
  onKeep: (text: string | null) => void;
}) {
  const id = useId();
  const draft = useRef(props.kept);
  const latest = useRef(props);
  latest.current = props;
  const keep = () => {
    const text = draft.current.trim();
    if (text !== latest.current.kept) latest.current.onKeep(text || null);
  };
  useEffect(() => keep, []);
  const common = {
    id,
    defaultValue: props.kept,
    placeholder: props.placeholder ?? "",
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      draft.current = event.currentTarget.value;
    },
    onBlur: keep,
  };
  return (
    <div class="labelled">
      <label for={id}>{props.label}</label>
      {props.long ? (
        <textarea rows={3} {...common} />
      ) : (
        <input
          type="text"
          spellcheck={false}
          {...common}
          onKeyDown={(event) => event.key === "Enter" && keep()}
        />
      )}
    </div>
  );
}

function Removal({ run, close }: { run: string; close: () => void }) {
  const [asking, setAsking] = useState(false);
  const hidden = hiddenRuns.value.has(run);
  if (asking) return <Trash run={run} close={close} keep={() => setAsking(false)} />;
  return (
    <div class="actions">
      <button type="button" class="text-button" onClick={() => say({ [run]: { hidden: !hidden } })}>
        {hidden ? "Hide no longer" : "Hide"}
      </button>
      <button type="button" class="text-button warn" onClick={() => setAsking(true)}>
        Move to trash…
      </button>
    </div>
  );
}

/** Asks before it moves the files; asks again where the server thinks that the run is still being written. */
function Trash({ run, close, keep }: { run: string; close: () => void; keep: () => void }) {
  const [trouble, setTrouble] = useState("");
  const move = async () => {
    try {
      await moveToTrash(run, trouble !== "");
      void ask();
      close();
    } catch (error) {
      setTrouble(error instanceof ServerError ? error.message : silence);
    }
  };
  return (
    <div role="alertdialog" aria-label={`Move ${run} to the trash?`} class="form">
      <p>Move this run's event files to the folder .trash of the logdir? Nothing is deleted.</p>
      {trouble && (
        <p class="warn" role="alert">
          {trouble}
        </p>
      )}
      <div class="actions">
        <button type="button" class="primary warn" onClick={() => void move()}>
          {trouble ? "Move it nevertheless" : "Move to trash"}
        </button>
        <button type="button" class="text-button" onClick={keep}>
          Keep
        </button>
      </div>
    </div>
  );
}
