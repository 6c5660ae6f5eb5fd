/** Follows the server: asks for what changed every second while the page is looked at. */
import { batch, signal } from "@preact/signals";
import { fetchListing, ServerError } from "./api";
import { takeBeside } from "./beside";
import { facts, known, merge } from "./listing";

export type Link = "starting" | "live" | "offline";

export const link = signal<Link>("starting");

/** When data last arrived after the first listing, in this machine's milliseconds; null before. */
export const lastNews = signal<number | null>(null);

/** Why the last request failed: one sentence, the server's own where it gave one. */
export const trouble = signal("");
export const silence = "The server does not answer.";

const pause = 1000;
const longestPause = 15000;
const patience = 20000;

let failures = 0;
let timer = 0;
let asking = false;

export function follow(): void {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void ask();
  });
  window.addEventListener("online", () => void ask());
  void ask();
}

/** Asks now, unless an answer is already on its way. */
export async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    const { version, epoch } = known();
    const reply = await fetchListing(version, epoch, AbortSignal.timeout(patience));
    if (reply) {
      if (facts.peek()) lastNews.value = Date.now();
      batch(() => {
        merge(reply);
        takeBeside(reply.beside);
      });
    }
    failures = 0;
    link.value = "live";
    trouble.value = "";
  } catch (error) {
    failures++;
    link.value = "offline";
    trouble.value = error instanceof ServerError ? error.message : silence;
  }
  asking = false;
  if (!document.hidden) timer = window.setTimeout(ask, wait());
}

function wait(): number {
  return failures ? Math.min(longestPause, pause * 2 ** (failures - 1)) : pause;
}
