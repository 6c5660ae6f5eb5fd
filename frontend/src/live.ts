/** Follows the server: asks for what changed every second while the page is looked at. */
import { batch, signal } from "@preact/signals";
import { fetchListing, type ListingReply, ServerError } from "./api";
import { takeBeside } from "./beside";
import { facts, known, merge, renew } from "./listing";

export type Link = "starting" | "live" | "offline";

export const link = signal<Link>("starting");

/** When data last arrived after the first listing, in this machine's milliseconds; null before. */
export const lastNews = signal<number | null>(null);

/** Why the last request failed: one sentence, the server's own where it gave one. */
export const trouble = signal("");
export const silence = "The server does not answer.";
const garbled = "The server's answer was cut short, or is not that of board.";

const pause = 1000;
const longestPause = 15000;
const patience = 20000;

/** An answer that was awaited for longer when somebody looks again may never come: machine or tunnel may have slept. */
const late = 3000;

/** Timers that stood still for so long tell that the machine slept. */
const slept = 10000;

let failures = 0;
let timer = 0;
let awaited: { readonly since: number; readonly abort: AbortController } | null = null;

export function follow(): void {
  for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, wake);
  for (const event of ["online", "pageshow"]) window.addEventListener(event, wake);
  let seen = Date.now();
  setInterval(() => {
    const before = seen;
    seen = Date.now();
    if (seen - before > slept) wake();
  }, pause);
  void ask();
}

function wake(): void {
  if (!document.hidden) void ask();
}

/** Asks now, unless an answer is already on its way. */
export async function ask(): Promise<void> {
  if (awaited && Math.abs(Date.now() - awaited.since) < late) return;
  awaited?.abort.abort();
  clearTimeout(timer);
  const abort = new AbortController();
  const mine = { since: Date.now(), abort };
  awaited = mine;
  const tired = window.setTimeout(() => abort.abort(), patience);
  try {
    const { version, epoch } = known();
    const reply = await fetchListing(version, epoch, abort.signal);
    if (awaited === mine) take(reply);
  } catch (error) {
    if (awaited === mine) miss(error);
  }
  clearTimeout(tired);
  if (awaited !== mine) return;
  awaited = null;
  if (!document.hidden) timer = window.setTimeout(ask, wait());
}

/** Takes an answer over; null where there is no news. What fails at that is the page's fault, not the link's. */
function take(reply: ListingReply | null): void {
  const missed = failures > 0;
  failures = 0;
  try {
    batch(() => {
      link.value = "live";
      trouble.value = "";
      if (reply && facts.peek()) lastNews.value = Date.now();
      if (reply) {
        merge(reply);
        takeBeside(reply.beside);
      }
      // What cards asked for meanwhile may have failed as well, or come in part.
      if (missed) renew();
    });
  } catch (error) {
    reportError(error);
  }
}

function miss(error: unknown): void {
  failures++;
  link.value = "offline";
  trouble.value =
    error instanceof ServerError ? error.message : error instanceof SyntaxError ? garbled : silence;
}

function wait(): number {
  return failures ? Math.min(longestPause, pause * 2 ** (failures - 1)) : pause;
}
