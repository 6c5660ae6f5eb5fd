/** The views that were named: a button at the top and what it opens. */
import { useEffect, useRef, useState } from "preact/hooks";
import { linkTo, presentView } from "../address";
import { editable, houseTrouble } from "../house";
import { complaint, find, type NamedView, namedViews, remove, rename, save, tidy } from "../views";
import { copy } from "./clipboard";
import { IconButton } from "./icons";
import { whenLeft } from "./leave";
import "./views.css";

export function ViewsButton() {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const close = () => {
    const inside = ref.current?.contains(document.activeElement);
    setOpen(false);
    if (inside) ref.current?.querySelector<HTMLElement>("button")?.focus();
  };
  useEffect(() => (open ? whenLeft(ref.current, close) : undefined), [open]);
  return (
    <div class="holds-popover" ref={ref}>
      <IconButton
        icon="views"
        label="Views"
        expanded={open}
        onClick={() => (open ? close() : setOpen(true))}
      />
      {open && <Views />}
    </div>
  );
}

function Views() {
  const [gone, setGone] = useState<NamedView | null>(null);
  const views = namedViews.value;
  const discard = (view: NamedView) => {
    remove(view);
    setGone(view);
  };
  return (
    <div class="popover form views" role="dialog" aria-label="Views">
      <Saving />
      {houseTrouble.value && (
        <p class="warn" role="alert">
          {houseTrouble.value}
        </p>
      )}
      {views.length ? (
        <ul>
          {views.map((view) => (
            <Row key={`${view.shared} ${view.name}`} view={view} onDelete={() => discard(view)} />
          ))}
        </ul>
      ) : (
        <p class="quiet">Runs, charts, zooms, smoothing: all that you see, to come back to.</p>
      )}
      {gone && !find(gone.name, gone.shared) && <Deleted view={gone} />}
    </div>
  );
}

/** Names the present view. */
function Saving() {
  const [text, setText] = useState("");
  const [shared, setShared] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const name = tidy(text);
  const wrong = complaint(name);
  const there = find(name, shared && editable.value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!name || wrong) return;
    save({ name, hash: presentView(), shared: shared && editable.peek() });
    setText("");
  };
  return (
    <form class="saving" onSubmit={submit}>
      <div class="line">
        <input
          ref={field}
          type="text"
          aria-label="Name of this view"
          placeholder="Name this view"
          spellcheck={false}
          autocomplete="off"
          aria-invalid={wrong !== ""}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!name || wrong !== ""}>
          {there ? "Replace" : "Save"}
        </button>
      </div>
      {editable.value && (
        <label class="tick">
          <input
            type="checkbox"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          For everyone: in the logdir's file
        </label>
      )}
      {wrong && (
        <p class="warn" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

function Row({ view, onDelete }: { view: NamedView; onDelete: () => void }) {
  const { name, hash, shared } = view;
  const [renaming, setRenaming] = useState(false);
  const [said, setSaid] = useState("");
  const changeable = !shared || editable.value;
  const share = async () => {
    setSaid((await copy(linkTo(hash))) ? "copied" : "not copied");
    setTimeout(() => setSaid(""), 2000);
  };
  if (renaming) return <Renaming view={view} done={() => setRenaming(false)} />;
  return (
    <li data-view={name}>
      <a href={`#${hash}`} aria-current={hash === presentView() ? "true" : undefined} title={name}>
        {name}
      </a>
      <span class="quiet" role="status">
        {said || (shared ? "everyone" : "")}
      </span>
      <IconButton icon="link" label={`Copy the link to ${name}`} onClick={() => void share()} />
      {changeable && <IconButton icon="edit" label={`Rename ${name}`} onClick={() => setRenaming(true)} />}
      {changeable && <IconButton icon="bin" label={`Delete ${name}`} onClick={onDelete} />}
    </li>
  );
}

/** A name taken by another view is not given twice. */
function Renaming({ view, done }: { view: NamedView; done: () => void }) {
  const [text, setText] = useState(view.name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const name = tidy(text);
  const taken = name !== view.name && find(name, view.shared) !== undefined;
  const wrong = complaint(name) || (taken ? "There is a view of this name." : "");
  const finish = () => {
    if (name && !wrong && name !== view.name) rename(view, name);
    done();
  };
  return (
    <li>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) finish();
        }}
      >
        <input
          ref={field}
          type="text"
          aria-label={`New name of ${view.name}`}
          aria-invalid={wrong !== ""}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={finish}
        />
        {wrong && (
          <p class="warn" role="alert">
            {wrong}
          </p>
        )}
      </form>
    </li>
  );
}

function Deleted({ view }: { view: NamedView }) {
  return (
    <p class="line" role="status">
      <span>{`Deleted “${view.name}”.`}</span>
      <button type="button" class="text-button" onClick={() => save(view)}>
        Undo
      </button>
    </p>
  );
}
