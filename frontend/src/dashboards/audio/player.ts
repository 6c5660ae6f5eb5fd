/** The one sound that is heard: an element of the page's own, so that it goes on when its card is scrolled away. */
import { effect, signal } from "@preact/signals";
import { checked, ServerError } from "../../api";
import { silence } from "../../live";
import { hearing, placeOf, setPlace, sounds } from "./state";

interface Source {
  readonly card: string;
  readonly url: string;
}

/** What is loaded, by which card. */
const source = signal<Source | null>(null);
const playing = signal(false);
/** Seconds, at every frame while it plays. */
const time = signal(0);
/** Seconds; NaN before it is known. */
const duration = signal(Number.NaN);
/** Why what is loaded cannot be heard: one sentence, or "". */
const trouble = signal("");

let element: HTMLAudioElement | null = null;
/** Where a sound begins whose length is not known yet. */
let wanted = 0;

function audio(): HTMLAudioElement {
  element ??= made();
  return element;
}

function made(): HTMLAudioElement {
  const audio = document.createElement("audio");
  audio.hidden = true;
  document.body.append(audio);
  audio.addEventListener("play", () => {
    playing.value = true;
    requestAnimationFrame(tick);
  });
  audio.addEventListener("pause", stopped);
  audio.addEventListener("ended", () => moved(0));
  audio.addEventListener("loadedmetadata", () => {
    duration.value = audio.duration;
    if (wanted >= audio.duration) moved(0);
  });
  audio.addEventListener("timeupdate", loop);
  audio.addEventListener("error", () => void explain());
  effect(() => {
    audio.volume = hearing.volume.value;
    audio.defaultPlaybackRate = audio.playbackRate = hearing.speed.value;
  });
  effect(() => {
    sounds.places.value;
    const { looping, range } = placeOf(source.value?.card ?? "");
    audio.loop = looping && !range;
  });
  return audio;
}

/** Keeps the card's place; what has ended has gone back to its beginning. */
function stopped(): void {
  playing.value = false;
  if (!audio().ended) kept(audio().currentTime);
}

function tick(): void {
  if (!playing.peek()) return;
  loop();
  time.value = audio().currentTime;
  requestAnimationFrame(tick);
}

/** Goes back to the beginning of the loop from behind its end. */
function loop(): void {
  const { looping, range } = placeOf(source.peek()?.card ?? "");
  const end = Math.min(range?.[1] ?? 0, audio().duration - 0.01);
  if (looping && range && playing.peek() && audio().currentTime >= end) audio().currentTime = range[0];
}

function moved(seconds: number): void {
  audio().currentTime = seconds;
  kept(seconds);
}

function kept(seconds: number): void {
  time.value = seconds;
  const card = source.peek()?.card;
  if (card !== undefined) setPlace(card, { at: seconds });
}

/** Asks the server why, for the element does not tell. */
async function explain(): Promise<void> {
  const failed = source.peek();
  playing.value = false;
  if (!failed) return;
  let sentence = "This browser cannot play this sound; it can be saved and played by another program.";
  try {
    await checked(await fetch(failed.url, { headers: { Range: "bytes=0-0" } }));
  } catch (reason) {
    sentence = reason instanceof ServerError ? reason.message : silence;
  }
  if (source.peek() === failed) trouble.value = sentence;
}

/** Loads a sound at a place, and goes on playing if it shall; the card that had another pauses where it was. */
function load(card: string, url: string, at: number, go: boolean): void {
  const before = source.peek();
  if (before && before.card !== card && playing.peek()) setPlace(before.card, { at: audio().currentTime });
  playing.value = false;
  trouble.value = "";
  duration.value = Number.NaN;
  source.value = { card, url };
  time.value = wanted = at;
  audio().src = url;
  audio().currentTime = at;
  if (go) play();
}

function play(): void {
  // The element's own event tells of a failure.
  audio()
    .play()
    .catch(() => undefined);
}

export const player = {
  source,
  playing,
  time,
  duration,
  trouble,
  load,
  pause: () => element?.pause(),
  /** Plays a card's sound from where the card is, or pauses it. */
  toggle(card: string, url: string): void {
    if (source.peek()?.card !== card || source.peek()?.url !== url || trouble.peek())
      load(card, url, placeOf(card).at, true);
    else if (playing.peek()) audio().pause();
    else play();
  },
  /** Moves a card's place, heard or not. */
  seek(card: string, seconds: number): void {
    if (source.peek()?.card === card) moved(seconds);
    else setPlace(card, { at: seconds });
  },
};
