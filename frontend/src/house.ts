/** What people said about runs: colours kept in this browser, for each logdir apart. */
import { computed, effect, signal } from "@preact/signals";
import { facts } from "./listing";

export type Colours = ReadonlyMap<string, string>;

const hex = /^#[0-9a-f]{6}$/i;
const logdir = computed(() => facts.value?.logdir);
const keyFor = (dir: string) => `board.colours.${dir}`;

const own = signal<Colours>(new Map());

effect(() => {
  if (logdir.value !== undefined) own.value = readColours(keyFor(logdir.value));
});

function readColours(key: string): Colours {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return new Map(Object.entries(kept as object).filter(([, colour]) => hex.test(String(colour))));
  } catch {
    return new Map();
  }
}

/** The colours that somebody chose, as "#rrggbb". */
export const chosenColours = computed<Colours>(() => own.value);

/** Gives runs a colour; null gives back the usual one. */
export function chooseColour(runs: readonly string[], colour: string | null): void {
  const next = new Map(own.peek());
  for (const run of runs) {
    if (colour === null) next.delete(run);
    else next.set(run, colour);
  }
  own.value = next;
  try {
    localStorage.setItem(keyFor(logdir.peek() ?? ""), JSON.stringify(Object.fromEntries(next)));
  } catch {
    // Storage may be forbidden or full; the colour then lasts as long as the page.
  }
}
