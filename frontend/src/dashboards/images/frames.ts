/** The picture of a place on the page: the last one stays until the next can be drawn. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { addressOf } from "../../steps";
import type { Target } from "./described";
import { ahead, Damaged, type Frame, load, type Need } from "./pictures";

export interface Shown {
  readonly frame: Frame | null;
  /** One sentence in the picture's place, or "". */
  readonly error: string;
}

/** So many milliseconds a picture that is no longer wanted may still take: a quick run through steps shows what it passes. */
const patience = 150;

interface Wish {
  readonly key: string;
  readonly target: Target;
  readonly need: Need;
}

/** One picture at a time is on its way; the next is always the newest wish. */
class Loader {
  private now: Wish | null = null;
  private next: Wish | null = null;
  private abort = new AbortController();
  private timer = 0;

  constructor(private readonly deliver: (shown: Shown) => void) {}

  want(wish: Wish): void {
    if (!this.now) {
      void this.start(wish);
      return;
    }
    this.next = wish.key === this.now.key ? null : wish;
    clearTimeout(this.timer);
    if (this.next) this.timer = window.setTimeout(() => this.abort.abort(), patience);
  }

  stop(): void {
    this.next = null;
    clearTimeout(this.timer);
    this.abort.abort();
  }

  private async start(wish: Wish): Promise<void> {
    this.now = wish;
    this.abort = new AbortController();
    const { signal } = this.abort;
    try {
      const frame = await load(wish.target, wish.need, signal);
      if (!signal.aborted) this.deliver({ frame, error: "" });
    } catch (reason) {
      if (!signal.aborted) this.deliver({ frame: null, error: sentence(reason) });
    }
    clearTimeout(this.timer);
    const next = this.next;
    this.now = this.next = null;
    if (next) void this.start(next);
  }
}

function sentence(reason: unknown): string {
  return reason instanceof ServerError || reason instanceof Damaged ? reason.message : silence;
}

/** `next` are the images that may be wanted after this one. */
export function useFrame(target: Target | null, need: Need, next: readonly Target[]): Shown {
  const [shown, setShown] = useState<Shown>({ frame: null, error: "" });
  const loader = useRef<Loader | null>(null);
  loader.current ??= new Loader(setShown);
  const key = target ? [keyOf(target), need.width, need.scale, need.play].join() : "";
  useEffect(() => {
    if (target) loader.current?.want({ key, target, need });
  }, [key]);
  useEffect(() => () => loader.current?.stop(), []);
  const there = shown.frame && target && keyOf(shown.frame.target) === keyOf(target);
  const follows = there ? next.map(keyOf).join() : "";
  useEffect(() => {
    if (!follows) return undefined;
    const leaving = new AbortController();
    void ahead(next, need, leaving.signal);
    return () => leaving.abort();
  }, [follows, key]);
  return shown;
}

export function keyOf({ steps, place, item }: Target): string {
  return [steps.run, steps.tag, addressOf(steps, place), item].join("\0");
}
