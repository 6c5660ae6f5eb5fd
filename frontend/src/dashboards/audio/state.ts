/** How sounds are looked at, and where each card's is. */
import { signal } from "@preact/signals";
import { kept } from "../../settings";
import type { Range } from "../../view";
import type { Pitch } from "./pitch";

export const pictures = ["waveform", "spectrogram"] as const;
export type Picture = (typeof pictures)[number];

/** Where a card is. */
export interface Place {
  /** The run that is heard; "" for the first that has the tag. */
  readonly run: string;
  /** Which sound of a batch. */
  readonly item: number;
  /** Seconds; that of a sound which plays is the player's. */
  readonly at: number;
  readonly looping: boolean;
  /** Seconds from and to which is looped; null for the whole. */
  readonly range: Range | null;
}

const beginning: Place = { run: "", item: 0, at: 0, looping: false, range: null };

export const sounds = {
  picture: signal<Picture>("waveform"),
  /** Of the frequencies of spectrograms. */
  pitch: signal<Pitch>("linear"),
  places: signal<ReadonlyMap<string, Place>>(new Map()),
};

export const speeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export const hearing = {
  volume: kept<number>("volume", 1, (v) => v >= 0 && v <= 1),
  speed: kept<number>("speed", 1, (s) => (speeds as readonly number[]).includes(s)),
};

export function placeOf(card: string): Place {
  return sounds.places.value.get(card) ?? beginning;
}

export function setPlace(card: string, change: Partial<Place>): void {
  const places = new Map(sounds.places.peek());
  const place = { ...(places.get(card) ?? beginning), ...change };
  const usual = Object.entries(beginning).every(([name, value]) => place[name as keyof Place] === value);
  if (usual) places.delete(card);
  else places.set(card, place);
  sounds.places.value = places;
}
