/** What people said about runs, and views they named: in the logdir's own file; colours also in this browser, for each logdir apart. */
import { computed, effect, signal } from "@preact/signals";
import { changeHouse, fetchHouse, type House, type HouseChanges, type RunFields, ServerError } from "./api";
import { facts } from "./listing";
import { silence } from "./live";

type Texts = ReadonlyMap<string, string>;

const empty: House = { editable: false, runs: {}, views: {} };
const house = signal<House>(empty);

/** Why what was said could not be read or kept: one sentence, or "". */
export const houseTrouble = signal("");

/** The views in the logdir's file, by name. */
export const sharedViews = computed<Texts>(() => new Map(Object.entries(house.value.views)));

/** Whether this server lets the page change what is said. */
export const editable = computed(() => house.value.editable);

const said = computed(() => new Map(Object.entries(house.value.runs)));

export function aliasOf(run: string): string {
  return said.value.get(run)?.alias ?? "";
}

export function noteOf(run: string): string {
  return said.value.get(run)?.note ?? "";
}

export const anyNote = computed(() => [...said.value.values()].some(({ note }) => note));

export const hiddenRuns = computed<ReadonlySet<string>>(
  () => new Set([...said.value].flatMap(([run, { hidden }]) => (hidden ? [run] : []))),
);

const isColour = (text: unknown): text is string => /^#[0-9a-f]{6}$/i.test(String(text));

// Colours of this browser.

const logdir = computed(() => facts.value?.logdir);
const keyFor = (dir: string) => `board.colours.${dir}`;
const own = signal<Texts>(new Map());

effect(() => {
  if (logdir.value === undefined) return;
  own.value = readColours(keyFor(logdir.value));
  void ask();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && logdir.peek() !== undefined) void ask();
});

function readColours(key: string): Texts {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return new Map(Object.entries(kept as object).filter(([, colour]) => isColour(colour)));
  } catch {
    return new Map();
  }
}

function keepColours(colours: Texts): void {
  own.value = colours;
  try {
    localStorage.setItem(keyFor(logdir.peek() ?? ""), JSON.stringify(Object.fromEntries(colours)));
  } catch {
    // Storage may be forbidden or full; the colour then lasts as long as the page.
  }
}

/** The colours that somebody chose, as "#rrggbb"; this browser's before those of the file. */
export const chosenColours = computed<Texts>(() => {
  const shared = [...said.value].flatMap(([run, { colour }]) =>
    isColour(colour) ? [[run, colour] as const] : [],
  );
  return new Map([...shared, ...own.value]);
});

/** Gives runs a colour, for everybody where that is allowed; null gives back the usual one. */
export function chooseColour(runs: readonly string[], colour: string | null): void {
  const next = new Map(own.peek());
  for (const run of runs) {
    if (colour === null || editable.peek()) next.delete(run);
    else next.set(run, colour);
  }
  keepColours(next);
  if (editable.peek()) say(Object.fromEntries(runs.map((run) => [run, { colour }])));
}

// The logdir's file.

const nothing: HouseChanges = { runs: {}, views: {} };

/** Changes on their way: those of a colour that is being tried go out together. */
let pending = nothing;
let timer = 0;
const settle = 250;

async function ask(): Promise<void> {
  try {
    take(await fetchHouse());
  } catch (error) {
    houseTrouble.value = error instanceof ServerError ? error.message : "";
  }
}

function take(reply: House): void {
  if (pending !== nothing) return;
  house.value = reply;
  houseTrouble.value = reply.problem ?? "";
}

/** Says something about runs; null takes a field back. It is shown at once and kept soon after. */
export function say(changes: Record<string, RunFields>): void {
  const runs = { ...house.peek().runs };
  const changed = { ...pending.runs };
  for (const [run, fields] of Object.entries(changes)) {
    changed[run] = { ...changed[run], ...fields };
    runs[run] = { ...runs[run], ...fields };
  }
  house.value = { ...house.peek(), runs };
  pending = { ...pending, runs: changed };
  keepSoon();
}

/** Names views; null takes a name away. It is shown at once and kept soon after. */
export function nameViews(changes: ReadonlyMap<string, string | null>): void {
  const views = new Map(sharedViews.peek());
  for (const [name, hash] of changes) {
    if (hash === null) views.delete(name);
    else views.set(name, hash);
  }
  house.value = { ...house.peek(), views: Object.fromEntries(views) };
  pending = { ...pending, views: { ...pending.views, ...Object.fromEntries(changes) } };
  keepSoon();
}

function keepSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(keep, settle);
}

async function keep(): Promise<void> {
  const changes = pending;
  pending = nothing;
  try {
    take(await changeHouse(changes));
  } catch (error) {
    await ask();
    houseTrouble.value = error instanceof ServerError ? error.message : silence;
  }
}
