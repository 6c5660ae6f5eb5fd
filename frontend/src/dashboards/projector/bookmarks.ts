/** Ways to look at an embedding that were given names: kept in this browser, carried by links and files, or logged. */
import { batch, computed, effect, signal } from "@preact/signals";
import { decode, encode, keepToo, linkTo } from "../../address";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { address, chosen } from "./embeddings";
import { fromForeign, isForeign } from "./foreign";
import { placeSaved } from "./job";
import { look } from "./kept";
import { fetchBookmarks } from "./requests";

export interface Bookmark {
  readonly name: string;
  /** What the address would hold of it, by name. */
  readonly look: Readonly<Record<string, string>>;
  /** Where the points were, if it says so: a column for each dimension. */
  readonly columns: readonly Float32Array[] | null;
}

/** Those of this browser. */
export const bookmarks = signal<readonly Bookmark[]>([]);

/** Those that the log has for the embedding. */
export const logged = signal<readonly Bookmark[]>([]);

/** Why those of the log could not be read: one sentence, or "". */
export const loggedError = signal("");

/** What a link brought, until it is known what it belongs to. */
const brought = signal("");

const place = computed(() => {
  const embedding = chosen.value;
  return embedding && `board.projector.bookmarks.${embedding.group || embedding.id}`;
});

/** A list of bookmarks, ours or TensorBoard's; what is none is left out, and null where the text is no list. */
export function readBookmarks(text: string): readonly Bookmark[] | null {
  try {
    const list = JSON.parse(text) as unknown;
    return Array.isArray(list) ? bookmarksOf(list) : null;
  } catch {
    return null;
  }
}

function bookmarksOf(list: readonly unknown[]): readonly Bookmark[] {
  return list.flatMap((item) => {
    if (isForeign(item)) return fromForeign(item);
    const { name, look: parts } = (item ?? {}) as { name?: unknown; look?: unknown };
    if (typeof name !== "string" || typeof parts !== "object" || parts === null) return [];
    const known = Object.entries(parts).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    );
    return { name, look: Object.fromEntries(known), columns: null };
  });
}

export function written(list: readonly Bookmark[]): string {
  return JSON.stringify(list.map(({ name, look: parts }) => ({ name, look: parts })));
}

/** Holds the bookmarks of whatever is looked at; the result stops it. */
export function followBookmarks(): () => void {
  let leaving = new AbortController();
  const stops = [
    effect(() => {
      const key = place.value;
      const more = brought.value;
      const own = readBookmarks((key && stored(key)) || "[]") ?? [];
      bookmarks.value = own;
      if (!key || !more) return;
      brought.value = "";
      add(readBookmarks(more) ?? []);
    }),
    effect(() => {
      const from = chosen.value?.bookmarks ? address.value : null;
      leaving.abort();
      leaving = new AbortController();
      logged.value = [];
      loggedError.value = "";
      if (from) void take(from, leaving.signal);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    leaving.abort();
  };
}

async function take(from: Parameters<typeof fetchBookmarks>[0], signal: AbortSignal): Promise<void> {
  try {
    const list = await fetchBookmarks(from, signal);
    logged.value = Array.isArray(list) ? bookmarksOf(list) : [];
  } catch (error) {
    if (!signal.aborted) loggedError.value = error instanceof ServerError ? error.message : silence;
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(list: readonly Bookmark[]): void {
  bookmarks.value = list;
  const key = place.peek();
  try {
    if (key && list.length) localStorage.setItem(key, written(list));
    else if (key) localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or full; the bookmarks then last as long as the page.
  }
}

/** Adds those that are not there yet. */
export function add(more: readonly Bookmark[]): void {
  const own = bookmarks.peek();
  const there = new Set(own.map((one) => written([one])));
  keep([...own, ...more.filter((one) => !there.has(written([one])))]);
}

/** The present view, by a name of its own. */
export function bookmark(name: string): void {
  const filled = Object.entries(look.write()).filter(([, text]) => text !== "");
  keep([...bookmarks.peek(), { name, look: Object.fromEntries(filled), columns: null }]);
}

export function renameAt(index: number, name: string): void {
  keep(bookmarks.peek().map((one, i) => (i === index ? { ...one, name } : one)));
}

export function removeAt(index: number): void {
  keep(bookmarks.peek().filter((_, i) => i !== index));
}

/** Shows what a bookmark has. */
export function restore({ look: parts, columns }: Bookmark): void {
  batch(() => {
    look.read((name) => parts[name] ?? "");
    if (columns?.length) placeSaved(columns);
  });
}

/** A link to the present view that brings all bookmarks of this browser along. */
export function linkWithBookmarks(): string {
  const hash = location.hash.slice(1);
  return linkTo(`${hash ? `${hash}&` : ""}bookmarks=${encode(written(bookmarks.peek()))}`);
}

keepToo({
  write: () => ({ bookmarks: "" }),
  read: (text) => {
    if (text("bookmarks")) brought.value = decode(text("bookmarks"));
  },
});
