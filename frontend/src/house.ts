/** What people said about runs: in the logdir's own file, and colours also in this browser, for each logdir apart. */
import { computed, effect, signal } from "@preact/signals";
import { changeHouse, fetchHouse, type House, type RunFields, ServerError } from "./api";
import { facts } from "./listing";
import { silence } from "./live";

type Colours = ReadonlyMap<string, string>;

const empty: House = { editable: false, runs: {}, views: {} };
const house = signal<House>(empty);

/** Why what was said could not be read or kept: one sentence, or "". */
export const houseTrouble = signal("");

/** Whether this server lets the page change what is said. */
export const editable = computed(() => house.value.editable);

const said = computed(() => new Map(Object.entries(house.value.runs)));

export function aliasOf(run: string): string {
  return said.value.get(run)?.alias ?? "";
}

export function noteOf(run: string): string {
  return said.value.get(run)?.note ?? "";
}

export const hiddenRuns = computed<ReadonlySet<string>>(
  () => new Set([...said.value].flatMap(([run, { hidden }]) => (hidden ? [run] : []))),
);

const isColour = (text: unknown): text is string => /^#[0-9a-f]{6}$/i.test(String(text));

// Colours of this browser.

const logdir = computed(() => facts.value?.logdir);
const keyFor = (dir: string) => `board.colours.${dir}`;
const own = signal<Colours>(new Map());

effect(() => {
  if (logdir.value === undefined) return;
  own.value = readColours(keyFor(logdir.value));
  void ask();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && logdir.peek() !== undefined) void ask();
});

function readColours(key: string): Colours {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return new Map(Object.entries(kept as object).filter(([, colour]) => isColour(colour)));
  } catch {
    return new Map();
  }
}

function keepColours(colours: Colours): void {
  own.value = colours;
  try {
    localStorage.setItem(keyFor(logdir.peek() ?? ""), JSON.stringify(Object.fromEntries(colours)));
  } catch {
    // Storage may be forbidden or full; the colour then lasts as long as the page.
  }
}

/** The colours that somebody chose, as "#rrggbb"; this browser's before those of the file. */
export const chosenColours = computed<Colours>(() => {
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

/** Changes on their way: those of a colour that is being tried go out together. */
let pending: Record<string, RunFields> = {};
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
  if (Object.keys(pending).length) return;
  house.value = reply;
  houseTrouble.value = reply.problem ?? "";
}

/** Says something about runs; null takes a field back. It is shown at once and kept soon after. */
export function say(changes: Record<string, RunFields>): void {
  const runs = { ...house.peek().runs };
  for (const [run, fields] of Object.entries(changes)) {
    pending[run] = { ...pending[run], ...fields };
    runs[run] = { ...runs[run], ...fields };
  }
  house.value = { ...house.peek(), runs };
  clearTimeout(timer);
  timer = window.setTimeout(keep, settle);
}

async function keep(): Promise<void> {
  const changes = pending;
  pending = {};
  try {
    take(await changeHouse(changes));
  } catch (error) {
    await ask();
    houseTrouble.value = error instanceof ServerError ? error.message : silence;
  }
}
