/** The rows of the picture: processes with their tracks and counters, without what is hidden, the pinned ones first. */
import { computed } from "@preact/signals";
import type { Counter, Track } from "./request";
import type { Row } from "./scene/types";
import { timeline } from "./shown";
import { state } from "./state";

export const processKey = (process: string) => `p ${process}`;
export const trackKey = ({ process, thread, kind }: Track) =>
  `${kind === "async" ? "a" : "t"} ${process} ${thread}`;
export const counterKey = ({ process, name, field }: Counter) => `c ${process} ${name} ${field}`;

/** From so many tracks on a timeline begins with all but its busiest folded. */
const many = 60;
const unfoldedAtFirst = 12;

/** Tracks that begin folded, for there are too many of them. */
const foldedAtFirst = computed<ReadonlySet<string>>(() => {
  const tracks = timeline.value?.tracks ?? [];
  if (tracks.length <= many) return new Set();
  const busiest = [...tracks].sort((a, b) => b.slices - a.slices).slice(0, unfoldedAtFirst);
  return new Set(tracks.filter((track) => !busiest.includes(track)).map(trackKey));
});

/** Folding is told as what differs from how it begins. */
export function isFolded(key: string): boolean {
  return state.folded.value.has(key) !== foldedAtFirst.value.has(key);
}

export function toggleFold(key: string): void {
  const next = new Set(state.folded.peek());
  if (!next.delete(key)) next.add(key);
  state.folded.value = next;
}

type Member = Extract<Row, { kind: "track" | "counter" }>;

function trackRow(track: Track): Member {
  const key = trackKey(track);
  return { kind: "track", key, track, folded: isFolded(key), pinned: state.pinned.value.includes(key) };
}

function counterRow(counter: Counter): Member {
  const key = counterKey(counter);
  return { kind: "counter", key, counter, pinned: state.pinned.value.includes(key) };
}

const processOf = (row: Member) => (row.kind === "track" ? row.track : row.counter);

function textOf(row: Member): string {
  if (row.kind === "track") return `${row.track.process_name} ${row.track.thread_name} ${row.track.thread}`;
  return `${row.counter.process_name} ${row.counter.name} ${row.counter.field}`;
}

/** Every row that may be shown, hidden ones among them. */
export const members = computed<readonly Member[]>(() => {
  const { tracks = [], counters = [] } = timeline.value ?? {};
  return [
    ...tracks.filter(({ slices, instants }) => slices + instants > 0).map(trackRow),
    ...counters.map(counterRow),
  ];
});

export const rows = computed<readonly Row[]>(() => {
  const filter = state.filter.value.trim().toLowerCase();
  const hidden = state.hidden.value;
  const all = members.value.filter(
    (row) =>
      !hidden.has(row.key) &&
      !hidden.has(processKey(processOf(row).process)) &&
      (!filter || textOf(row).toLowerCase().includes(filter)),
  );
  const pinned = state.pinned.value.flatMap((key) => all.find((row) => row.key === key) ?? []);
  const rest = all.filter((row) => !pinned.includes(row));
  const processes = new Map<string, Member[]>();
  for (const row of rest) {
    const { process } = processOf(row);
    const own = processes.get(process);
    if (own) own.push(row);
    else processes.set(process, [row]);
  }
  // Processes in which nothing lasts, such as those of marks in PyTorch's traces, come last.
  const lasting = ([, own]: [string, Member[]]) =>
    own.some((row) => row.kind === "counter" || row.track.slices > 0);
  const ordered = [...processes].sort((a, b) => Number(lasting(b)) - Number(lasting(a)));
  return [
    ...pinned,
    ...ordered.flatMap(([process, own]) => {
      const key = processKey(process);
      const folded = isFolded(key);
      const title = processOf(own[0] as Member).process_name || process || "(no process)";
      const head: Row = { kind: "process", key, title, folded };
      return folded ? [head] : [head, ...own];
    }),
  ];
});

/** The tracks that can be seen by scrolling: what searches and tables are about. */
export const shownTracks = computed<readonly number[]>((before?: readonly number[]) => {
  const next = rows.value.flatMap((row) => (row.kind === "track" ? [row.track.number] : []));
  return before && before.length === next.length && before.every((one, i) => one === next[i]) ? before : next;
});

export function togglePin(key: string): void {
  const pinned = state.pinned.peek();
  state.pinned.value = pinned.includes(key) ? pinned.filter((one) => one !== key) : [...pinned, key];
}

export function hide(key: string): void {
  state.hidden.value = new Set([...state.hidden.peek(), key]);
}

/** Moves a pinned row up or down among those that are. */
export function movePin(key: string, by: 1 | -1): void {
  const pinned = [...state.pinned.peek()];
  const at = pinned.indexOf(key);
  const to = at + by;
  if (at < 0 || to < 0 || to >= pinned.length) return;
  [pinned[at], pinned[to]] = [pinned[to] as string, pinned[at] as string];
  state.pinned.value = pinned;
}
