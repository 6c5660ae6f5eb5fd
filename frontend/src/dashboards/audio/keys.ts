/** The keys of a card of sounds. */
import { player } from "./player";
import { placeOf, setPlace } from "./state";
import { timeOf } from "./time";

/** What a card has in the player, or would have. */
export interface Heard {
  readonly runs: readonly string[];
  readonly run: string;
  /** "" where there is nothing to be heard. */
  readonly url: string;
  /** NaN where the length is not known. */
  readonly seconds: number;
}

const longestSeek = 5;

export function soundKey(event: KeyboardEvent, card: string, heard: Heard | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !heard) return;
  const target = event.target as HTMLElement;
  if (target.closest("input, select, textarea")) return;
  if (event.key === " " && target.closest("button:not([role=radio]), a")) return;
  const act = actOf(event.key, card, heard);
  if (!act) return;
  event.preventDefault();
  act();
  const chosen = target.closest("[role=radiogroup]");
  if (chosen) requestAnimationFrame(() => chosen.querySelector<HTMLElement>("[aria-checked=true]")?.focus());
}

function actOf(key: string, card: string, { runs, run, url, seconds }: Heard): (() => void) | undefined {
  const by = Number.isFinite(seconds) ? Math.min(longestSeek, seconds / 20) : longestSeek;
  const seek = (to: number) => () =>
    player.seek(card, Math.max(0, Math.min(to, Number.isFinite(seconds) ? seconds : 0)));
  const next = (to: number) => () =>
    setPlace(card, { run: runs[(runs.indexOf(run) + to + runs.length) % runs.length] as string });
  const now = timeOf(card);
  return {
    " ": () => url && player.toggle(card, url),
    ArrowLeft: seek(now - by),
    ArrowRight: seek(now + by),
    Home: seek(0),
    End: seek(seconds),
    ArrowUp: next(-1),
    ArrowDown: next(1),
    l: () => toggleLoop(card),
    "[": () => loopFrom(card, now, seconds),
    "]": () => loopTo(card, now),
  }[key];
}

export function toggleLoop(card: string): void {
  setPlace(card, { looping: !placeOf(card).looping });
}

function loopFrom(card: string, at: number, seconds: number): void {
  const end = placeOf(card).range?.[1] ?? seconds;
  setPlace(card, { looping: true, range: end > at ? [at, end] : null });
}

function loopTo(card: string, at: number): void {
  const begin = placeOf(card).range?.[0] ?? 0;
  setPlace(card, { looping: true, range: at > begin ? [begin, at] : null });
}
