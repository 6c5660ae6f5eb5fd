/** The texts of a tag, newest first, as far as they have been fetched. */
import { batch, signal } from "@preact/signals";
import { checked, ServerError } from "../../api";
import { known, type Run, runs } from "../../listing";
import { silence } from "../../live";
import { addressOf, type Steps } from "../../steps";

/** What POST api/text tells of one text. */
export interface Text {
  readonly run: string;
  readonly at: string;
  /** All its digits, of which a number may not hold all. */
  readonly step: string;
  /** Unix seconds, or "NaN" and the like. */
  readonly wall: number | string;
  /** Bytes. */
  readonly size: number;
  /** Whether a restart has written its step again. */
  readonly replaced: boolean;
  /** The source of each cell; one cell for a text that is no table. */
  readonly rows?: readonly (readonly string[])[];
  readonly html?: string;
  readonly single?: boolean;
  /** Whether that is all of it, as it was logged. */
  readonly whole?: boolean;
  readonly notes?: readonly string[];
  /** Why it cannot be shown. */
  readonly error?: string;
  /** How often a search found something in it, and what. */
  readonly times?: number;
  readonly words?: readonly string[];
}

type Head = readonly [count: number, last: string, superseded: number];

interface Reply {
  readonly texts: readonly Text[];
  readonly next: unknown;
  readonly total: number;
  readonly place: number;
  readonly heads: Readonly<Record<string, Head>>;
}

export interface Wanted {
  readonly tag: string;
  readonly runs: readonly Run[];
  readonly query: string;
  readonly regex: boolean;
  /** With those that a restart has replaced. */
  readonly superseded: boolean;
}

export const keyOf = ({ run, at }: Text) => `${run}\0${at}`;

const atOnce = 20;

export class TextList {
  readonly texts = signal<readonly Text[]>([]);
  /** Texts of the tag; -1 before the first answer. */
  readonly total = signal(-1);
  /** How many of them have been fetched or searched. */
  readonly place = signal(0);
  readonly more = signal(true);
  readonly busy = signal(false);
  readonly error = signal("");
  readonly unfolded = signal<ReadonlySet<string>>(new Set());
  /** Pixels, for when the card comes back into view. */
  scrolled = 0;
  private next: unknown = null;
  private heads: Readonly<Record<string, Head>> = {};
  private leaving = new AbortController();

  private readonly had: ReadonlySet<string>;
  private readonly epoch = known().epoch;

  constructor(private readonly wanted: Wanted) {
    const having = [...runs.peek().values()].filter(({ tags }) => tags.get("text")?.has(wanted.tag));
    this.had = new Set(having.map(({ name }) => name));
  }

  /** Whether it is the list of what is wanted, but for runs that have come since it was made. */
  suits({ query, regex, superseded, runs }: Wanted): boolean {
    const mine = this.wanted;
    const names = new Set(runs.map(({ name }) => name));
    const asked = new Set(mine.runs.map(({ name }) => name));
    return (
      this.epoch === known().epoch &&
      query === mine.query &&
      superseded === mine.superseded &&
      (regex === mine.regex || !query) &&
      [...asked].every((name) => names.has(name)) &&
      [...names].every((name) => asked.has(name) || !this.had.has(name))
    );
  }

  /** Fetches older ones; a search goes on until it has found something, or is at the end. */
  async older(): Promise<void> {
    if (this.busy.peek() || !this.more.peek()) return;
    const { signal: ended } = this.leaving;
    this.busy.value = true;
    this.error.value = "";
    try {
      let found = 0;
      while (!found && this.more.peek()) {
        const reply = await ask(this.wanted, this.next, ended);
        found += reply.texts.length;
        this.take(reply);
      }
    } catch (error) {
      if (!ended.aborted) this.error.value = error instanceof ServerError ? error.message : silence;
    }
    if (!ended.aborted) this.busy.value = false;
  }

  private take(reply: Reply): void {
    batch(() => {
      this.texts.value = [...this.texts.peek(), ...reply.texts];
      this.total.value = reply.total;
      this.place.value = reply.place;
      this.more.value = reply.next !== null;
    });
    if (this.next === null) this.heads = reply.heads;
    this.next = reply.next;
  }

  leave(): void {
    this.leaving.abort();
  }

  /** How many have been written since; null if others have been replaced, or their file has. */
  newer(series: readonly Steps[]): number | null {
    let newer = 0;
    for (const steps of series) {
      const [count, last, superseded] = this.heads[steps.run] ?? [0, "", 0];
      if (steps.superseded > superseded) return null;
      if (steps.step.length < count) continue;
      if (count && addressOf(steps, count - 1) !== last) return null;
      newer += steps.step.length - count;
    }
    return this.total.value < 0 ? 0 : newer;
  }
}

const held = new Map<string, TextList>();

/** The list of a tag, the one there is or, where another is wanted or it is to begin anew, a new one. */
export function listOf(wanted: Wanted, anew = false): TextList {
  const before = held.get(wanted.tag);
  if (before?.suits(wanted) && !anew) return before;
  before?.leave();
  const list = new TextList(wanted);
  held.set(wanted.tag, list);
  void list.older();
  return list;
}

async function ask({ runs, ...fields }: Wanted, before: unknown, signal: AbortSignal): Promise<Reply> {
  const body = JSON.stringify({ ...fields, runs: runs.map(({ name }) => name), limit: atOnce, before });
  const headers = { "Content-Type": "application/json" };
  return (await checked(await fetch("api/text", { method: "POST", body, headers, signal }))).json();
}
