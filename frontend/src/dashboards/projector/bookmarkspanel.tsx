/** Ways to look at the embedding that were given names. */
import { useState } from "preact/hooks";
import { hand } from "../../charts/save";
import { copy } from "../../ui/clipboard";
import { IconButton } from "../../ui/icons";
import { say } from "./acts";
import {
  add,
  type Bookmark,
  bookmark,
  bookmarks,
  linkWithBookmarks,
  logged,
  loggedError,
  readBookmarks,
  removeAt,
  renameAt,
  restore,
  written,
} from "./bookmarks";
import { Section } from "./section";

export function BookmarksPanel() {
  const own = bookmarks.value;
  const [editing, setEditing] = useState<number | null>(null);
  return (
    <Section name="bookmarks" title="Bookmarks" note={own.length ? String(own.length) : ""}>
      <Adding />
      {own.length > 0 && (
        <ul class="pj-bookmarks" aria-label="Bookmarks">
          {own.map((one, i) =>
            editing === i ? (
              <Renaming key={i} index={i} one={one} onDone={() => setEditing(null)} />
            ) : (
              <li key={i}>
                <button type="button" onClick={() => show(one)}>
                  {one.name}
                </button>
                <IconButton icon="edit" label={`Rename ${one.name}`} onClick={() => setEditing(i)} />
                <IconButton icon="bin" label={`Delete ${one.name}`} onClick={() => removeAt(i)} />
              </li>
            ),
          )}
        </ul>
      )}
      <OfTheLog />
      <Files />
    </Section>
  );
}

function show(one: Bookmark): void {
  restore(one);
  say(`Bookmark ${one.name} shown.`);
}

function Adding() {
  const [text, setText] = useState("");
  return (
    <form
      class="pj-tagging"
      onSubmit={(event) => {
        event.preventDefault();
        bookmark(text.trim() || `View ${bookmarks.peek().length + 1}`);
        setText("");
      }}
    >
      <input
        type="text"
        value={text}
        placeholder="Name of this view"
        aria-label="Name of the bookmark"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        Add
      </button>
    </form>
  );
}

function Renaming({ index, one, onDone }: { index: number; one: Bookmark; onDone: () => void }) {
  const [text, setText] = useState(one.name);
  return (
    <li>
      <form
        class="pj-tagging"
        onSubmit={(event) => {
          event.preventDefault();
          renameAt(index, text.trim() || one.name);
          onDone();
        }}
      >
        <input
          type="text"
          ref={(element) => element?.focus()}
          value={text}
          aria-label={`New name of ${one.name}`}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") onDone();
          }}
        />
        <button type="submit" class="primary">
          Rename
        </button>
      </form>
    </li>
  );
}

function OfTheLog() {
  return (
    <>
      {loggedError.value && <p class="warn">{loggedError.value}</p>}
      {logged.value.length > 0 && (
        <>
          <p class="quiet">Of the log</p>
          <ul class="pj-bookmarks" aria-label="Bookmarks of the log">
            {logged.value.map((one, i) => (
              <li key={i}>
                <button type="button" onClick={() => show(one)}>
                  {one.name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Bookmarks as a file or in a link, and back from a file: ours or TensorBoard's. */
function Files() {
  const [said, setSaid] = useState("");
  const take = async (file: File | undefined) => {
    if (!file) return;
    const found = readBookmarks(await file.text());
    setSaid(found?.length ? "" : `${file.name} holds no bookmarks: it must be a JSON list of them.`);
    add(found ?? []);
  };
  const any = bookmarks.value.length > 0;
  return (
    <>
      <div class="pj-row">
        {any && (
          <>
            <button
              type="button"
              class="text-button"
              onClick={async () => {
                setSaid(
                  (await copy(linkWithBookmarks())) ? "The link is copied." : "The link could not be copied.",
                );
              }}
            >
              Copy as link
            </button>
            <button
              type="button"
              class="text-button"
              onClick={() =>
                hand(new Blob([written(bookmarks.peek())], { type: "application/json" }), "bookmarks.json")
              }
            >
              Download
            </button>
          </>
        )}
        <label class="text-button pj-file">
          Load a file
          <input
            type="file"
            accept=".json,.txt"
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {said && (
        <p class="quiet" role="status">
          {said}
        </p>
      )}
    </>
  );
}
