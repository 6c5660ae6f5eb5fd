/** What a card shows of one tag: fetched when first wanted, again when it changed, and put off while out of sight. */
import { signal } from "@preact/signals";
import { ServerError } from "../api";
import type { Run } from "../listing";
import { silence } from "../live";
import { patience } from "../ui/attempts";
import type { Ask } from "./request";

/** What is wanted; `runs` are those that have the tag. */
export interface Wish extends Omit<Ask, "tag"> {
  readonly runs: readonly Pick<Run, "name" | "stamp">[];
}

const leastBetween = 1000;

/** Asks for what is missing at once, and for what only changed at most once a second. */
export abstract class Fetching<W> {
  /** Counts the pictures; a change means there is something new to draw. */
  readonly revision = signal(0);
  readonly error = signal("");
  readonly waiting = signal(false);

  /** What the picture at hand was made for: pictures with the same key can share a chart. */
  protected key = "";
  private heldFor: W | null = null;
  private wish: W | null = null;
  private abort: AbortController | null = null;
  private timer = 0;
  private lastAsked = 0;
  private failures = 0;

  /** Rows at hand. */
  abstract get rows(): number;

  /** What of a wish is not at hand as it is now; empty when nothing is missing. */
  protected abstract stale(wish: W): string[];

  /** True where a wish needs something that was never there. */
  protected abstract missing(wish: W): boolean;

  protected abstract keyOf(wish: W): string;

  /** Fetches the stale names; calls `arrived` after each portion. */
  protected abstract load(wish: W, names: string[], signal: AbortSignal): Promise<void>;

  /** The wish that the picture at hand was made for; null while there is none. */
  get shown(): W | null {
    return this.heldFor;
  }

  get inSight(): boolean {
    return this.wish !== null;
  }

  /** Says what is to be shown; fetches what is missing or has changed. */
  want(wish: W): void {
    if (this.abort && this.wish && this.keyOf(wish) !== this.keyOf(this.wish)) this.stop();
    this.wish = wish;
    if (!this.abort) this.plan();
  }

  /** Out of sight: what was asked for and has not come is given up. */
  rest(): void {
    this.stop();
    this.wish = null;
  }

  retry(): void {
    this.error.value = "";
    this.lastAsked = 0;
    this.plan();
  }

  protected arrived(wish: W): void {
    this.key = this.keyOf(wish);
    this.heldFor = wish;
    this.revision.value++;
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.abort?.abort();
    this.abort = null;
    this.waiting.value = false;
  }

  private plan(): void {
    clearTimeout(this.timer);
    const wish = this.wish;
    if (!wish) return;
    const missing = this.keyOf(wish) !== this.key || this.missing(wish);
    const rest = missing && !this.error.peek() ? 0 : this.lastAsked + leastBetween - performance.now();
    if (rest > 0) this.timer = window.setTimeout(() => void this.fetch(), rest);
    else void this.fetch();
  }

  private async fetch(): Promise<void> {
    const wish = this.wish;
    if (!wish) return;
    const names = this.stale(wish);
    if (!names.length) return;
    const abort = new AbortController();
    this.abort = abort;
    this.lastAsked = performance.now();
    this.waiting.value = true;
    try {
      await this.load(wish, names, abort.signal);
      this.error.value = "";
      this.failures = 0;
    } catch (error) {
      if (abort.signal.aborted) return;
      const refused = error instanceof ServerError;
      this.error.value = refused ? error.message : silence;
      if (!refused) this.timer = window.setTimeout(() => this.plan(), patience(this.failures++));
    }
    this.abort = null;
    this.waiting.value = false;
    if (!this.error.peek()) this.plan();
  }
}
