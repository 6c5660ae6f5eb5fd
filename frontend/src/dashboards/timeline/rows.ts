/** The rows of the picture: processes with their tracks and counters, without what is hidden, the pinned ones first. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Counter, Timeline, Track } from "./request";
import type { Row } from "./scene/types";
import { state } from "./state";

export const processKey = (process: string) => `p ${process}`;
export const trackKey = ({ process, thread, kind }: Track) =>
  `${kind === "async" ? "a" : "t"} ${process} ${thread}`;
export const counterKey = ({ process, name, field }: Counter) => `c ${process} ${name} ${field}`;

/** From so many tracks on a timeline begins with all but its busiest folded. */
const many = 60;
const unfoldedAtFirst = 12;

type Member = Extract<Row, { kind: "track" | "counter" }>;

const processOf = (row: Member) => (row.kind === "track" ? row.track : row.counter);

function textOf(row: Member): string {
  if (row.kind === "track") return `${row.track.process_name} ${row.track.thread_name} ${row.track.thread}`;
  return `${row.counter.process_name} ${row.counter.name} ${row.counter.field}`;
}

/**
 * The rows of one timeline. What is folded, pinned, moved and hidden goes by the names of processes and threads, so it is
 * the same in all timelines that have these.
 */
export class Rows {
  /** Tracks that begin folded, for there are too many of them. */
  private readonly foldedAtFirst = computed<ReadonlySet<string>>(() => {
    const tracks = this.timeline.value?.tracks ?? [];
    if (tracks.length <= many) return new Set();
    const busiest = [...tracks].sort((a, b) => b.slices - a.slices).slice(0, unfoldedAtFirst);
    return new Set(tracks.filter((track) => !busiest.includes(track)).map(trackKey));
  });

  /** Every row that may be shown by its process, hidden ones among them; processes in which nothing lasts come last. */
  private readonly processes = computed<ReadonlyMap<string, readonly Member[]>>(() => {
    const { tracks = [], counters = [] } = this.timeline.value ?? {};
    const all = [
      ...tracks.filter(({ slices, instants }) => slices + instants > 0).map((track) => this.trackRow(track)),
      ...counters.map(counterRow),
    ];
    const found = new Map<string, Member[]>();
    for (const row of all) {
      const { process } = processOf(row);
      const own = found.get(process);
      if (own) own.push(row);
      else found.set(process, [row]);
    }
    // Such as those of marks in PyTorch's traces.
    const lasting = ([, own]: [string, Member[]]) =>
      own.some((row) => row.kind === "counter" || row.track.slices > 0);
    const places = new Map(state.order.value.map((key, place) => [key, place]));
    const placeOf = ({ key }: Member) => places.get(key) ?? places.size;
    return new Map(
      [...found]
        .sort((a, b) => Number(lasting(b)) - Number(lasting(a)))
        .map(([process, own]) => [process, own.sort((a, b) => placeOf(a) - placeOf(b))]),
    );
  });

  readonly all = computed<readonly Row[]>(() => {
    const shown = [...this.processes.value].map(
      ([process, own]) => [process, own.filter((row) => isShown(row))] as const,
    );
    const flat = shown.flatMap(([, own]) => own);
    const pinned = state.pinned.value.flatMap((key) => flat.find((row) => row.key === key) ?? []);
    return [
      ...pinned,
      ...shown.flatMap(([process, own]) =>
        this.processRows(
          process,
          own.filter((row) => !row.pinned),
        ),
      ),
    ];
  });

  /** The tracks that can be seen by scrolling: what searches and tables are about. */
  readonly tracks = computed<readonly number[]>((before?: readonly number[]) => {
    const next = this.all.value.flatMap((row) => (row.kind === "track" ? [row.track.number] : []));
    return before && before.length === next.length && before.every((one, i) => one === next[i])
      ? before
      : next;
  });

  constructor(private readonly timeline: ReadonlySignal<Timeline | null>) {}

  /** Folding is told as what differs from how it begins. */
  isFolded(key: string): boolean {
    return state.folded.value.has(key) !== this.foldedAtFirst.value.has(key);
  }

  /** Moves a row that is not pinned past the one above or below it in its process. */
  move(key: string, by: 1 | -1): void {
    const own = [...this.processes.peek().values()].find((rows) => rows.some((row) => row.key === key)) ?? [];
    const keys = own.map((row) => row.key);
    const seen = own.filter((row) => row.key === key || (isShown(row) && !row.pinned)).map((row) => row.key);
    const other = seen[seen.indexOf(key) + by];
    if (other === undefined) return;
    keys.splice(keys.indexOf(key), 1);
    keys.splice(keys.indexOf(other) + (by > 0 ? 1 : 0), 0, key);
    const elsewhere = state.order.peek().filter((one) => !keys.includes(one));
    state.order.value = [...elsewhere, ...this.toldApart(keys)];
  }

  /** What of an order has to be told, for those after it stand as they do in the timeline. */
  private toldApart(keys: readonly string[]): readonly string[] {
    const { tracks = [], counters = [] } = this.timeline.peek() ?? {};
    const natural = [...tracks.map(trackKey), ...counters.map(counterKey)];
    const places = keys.map((key) => natural.indexOf(key));
    let end = keys.length;
    while (end > 0 && (places[end - 1] as number) < (places[end] ?? natural.length)) end--;
    return keys.slice(0, end);
  }

  private processRows(process: string, own: readonly Member[]): readonly Row[] {
    const [first] = own;
    if (!first) return [];
    const key = processKey(process);
    const folded = this.isFolded(key);
    const title = processOf(first).process_name || process || "(no process)";
    const head: Row = { kind: "process", key, title, folded };
    return folded ? [head] : [head, ...own];
  }

  private trackRow(track: Track): Member {
    const key = trackKey(track);
    return {
      kind: "track",
      key,
      track,
      folded: this.isFolded(key),
      pinned: state.pinned.value.includes(key),
    };
  }
}

function counterRow(counter: Counter): Member {
  const key = counterKey(counter);
  return { kind: "counter", key, counter, pinned: state.pinned.value.includes(key) };
}

/** Whether a row is neither hidden nor left out by the filter. */
function isShown(row: Member): boolean {
  const filter = state.filter.value.trim().toLowerCase();
  const hidden = state.hidden.value;
  return (
    !hidden.has(row.key) &&
    !hidden.has(processKey(processOf(row).process)) &&
    (!filter || textOf(row).toLowerCase().includes(filter))
  );
}

export function toggleFold(key: string): void {
  const next = new Set(state.folded.peek());
  if (!next.delete(key)) next.add(key);
  state.folded.value = next;
}

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
