/** Views that were named: in this browser, for each logdir apart, and for everyone in the logdir's file. */
import { computed, effect, signal } from "@preact/signals";
import { nameViews, sharedViews } from "./house";
import { facts, naturallySorted } from "./listing";

export interface NamedView {
  readonly name: string;
  /** What stands after "#" in the address. */
  readonly hash: string;
  /** Whether it is in the logdir's file. */
  readonly shared: boolean;
}

type Views = ReadonlyMap<string, string>;

export const longestName = 100;

const key = computed(() => (facts.value ? `board.views.${facts.value.logdir}` : null));
const own = signal<Views>(new Map());

effect(() => {
  if (key.value !== null) own.value = read(key.value);
});
// Another tab of this browser has saved one.
window.addEventListener("storage", (event) => {
  if (event.key !== null && event.key === key.peek()) own.value = read(event.key);
});

function read(from: string): Views {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(from) ?? "{}");
    return new Map(Object.entries(kept as object).filter(([, hash]) => typeof hash === "string"));
  } catch {
    return new Map();
  }
}

/** All of them by name; of two with one name, this browser's first. */
export const namedViews = computed<readonly NamedView[]>(() => {
  const names = naturallySorted(new Set([...own.value.keys(), ...sharedViews.value.keys()]));
  return names.flatMap((name) =>
    [own.value, sharedViews.value].flatMap((views, i) => {
      const hash = views.get(name);
      // In the file a person may have written the "#" too.
      return hash === undefined ? [] : [{ name, hash: hash.replace(/^#/, ""), shared: i === 1 }];
    }),
  );
});

/** A name as it is kept: one line, without blanks at its ends. */
export function tidy(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}

/** What is wrong with a tidy name: one sentence, or "". */
export function complaint(name: string): string {
  if ([...name].length > longestName) return `A name may have up to ${longestName} characters.`;
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(name) ? "A name may not have characters that cannot be seen." : "";
}

export function find(name: string, shared: boolean): NamedView | undefined {
  return namedViews.value.find((view) => view.name === name && view.shared === shared);
}

/** Keeps a view; one of the same name in the same place is replaced. */
export function save({ name, hash, shared }: NamedView): void {
  change(shared, new Map([[name, hash]]));
}

export function remove({ name, shared }: NamedView): void {
  change(shared, new Map([[name, null]]));
}

export function rename({ name, hash, shared }: NamedView, to: string): void {
  change(
    shared,
    new Map([
      [name, null],
      [to, hash],
    ]),
  );
}

function change(shared: boolean, changes: ReadonlyMap<string, string | null>): void {
  if (shared) nameViews(changes);
  else keep(changes);
}

function keep(changes: ReadonlyMap<string, string | null>): void {
  const into = key.peek();
  if (into === null) return;
  const next = new Map(own.peek());
  for (const [name, hash] of changes) {
    if (hash === null) next.delete(name);
    else next.set(name, hash);
  }
  own.value = next;
  try {
    localStorage.setItem(into, JSON.stringify(Object.fromEntries(next)));
  } catch {
    // Storage may be forbidden or full; the view then lasts as long as the page.
  }
}
