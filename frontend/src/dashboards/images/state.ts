/** How images are looked at: their zoom, their tones, and what is compared with what. */
import { computed, type Signal, signal } from "@preact/signals";
import { kept } from "../../settings";
import { view } from "../../view";

/** Device pixels a pixel of the image, and what share of the image's width and height is in the middle of its box. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const channels = ["all", "red", "green", "blue", "alpha", "lightness"] as const;
export const maps = ["grey", "viridis", "diverging"] as const;
export const modes = ["grid", "one", "swipe", "blink", "difference"] as const;

export type Channel = (typeof channels)[number];
export type Mode = (typeof modes)[number];

/** Added to, multiplied around the middle of, and as the root of values from 0 to 1. */
export interface Tone {
  readonly brightness: number;
  readonly contrast: number;
  readonly gamma: number;
}

export const plainTone: Tone = { brightness: 0, contrast: 1, gamma: 1 };

/** The step of the second image: of the first, the one before, the first of all, or one that is held; "" is what suits the runs. */
export type OtherStep = "" | "same" | "before" | "first" | number;

export const images = {
  /** By card, "*" for all of them, "full" for the one in full; those that are not there fit their box. */
  zooms: signal<ReadonlyMap<string, Zoom>>(new Map()),
  tone: signal(plainTone),
  channel: signal<Channel>("all"),
  map: signal<(typeof maps)[number]>("grey"),
  /** What a card in full shows. */
  mode: signal<Mode>("grid"),
  /** The runs and the place in the batch that are looked at, and compared, in full; a run that is not there is another. */
  first: signal(""),
  second: signal(""),
  item: signal(0),
  otherStep: signal<OtherStep>(""),
  /** How often the difference is taken, and whether it keeps its sign: grey is none then. */
  gain: signal(1),
  signed: signal(false),
};

export const imageSettings = {
  linked: kept<"card" | "tab">("imageZoom", "tab", (l) => l === "card" || l === "tab"),
  play: kept<"on" | "off">(
    "imagePlay",
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "off" : "on",
    (p) => p === "on" || p === "off",
  ),
  readout: kept<"on" | "off">("imageReadout", "on", (r) => r === "on" || r === "off"),
};

export const toned = computed(() => {
  const { brightness, contrast, gamma } = images.tone.value;
  return brightness !== 0 || contrast !== 1 || gamma !== 1;
});

/** Where the zoom of a card is kept. */
export function zoomKey(card: string): string {
  if (view.full.value === card) return "full";
  return imageSettings.linked.value === "tab" ? "*" : card;
}

export function zoomOf(card: string): Zoom | null {
  return images.zooms.value.get(zoomKey(card)) ?? null;
}

export function zoomTo(card: string, zoom: Zoom | null): void {
  const zooms = new Map(images.zooms.peek());
  if (zoom) zooms.set(zoomKey(card), zoom);
  else zooms.delete(zoomKey(card));
  images.zooms.value = zooms;
}

/** Every image fits its box again. */
export function fitAll(): void {
  images.zooms.value = new Map();
}

export function resetTones(): void {
  images.tone.value = plainTone;
  images.channel.value = "all";
  images.map.value = "grey";
}

/** The pixel that is pointed at on a card, as shares of the image's width and height; null if none is. */
export const pointed: Signal<{ readonly card: string; readonly x: number; readonly y: number } | null> =
  signal(null);
