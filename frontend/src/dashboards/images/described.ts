/** What the images of a value are: fetched once a value, and remembered for the next steps to be laid out alike. */
import { signal } from "@preact/signals";
import { checked } from "../../api";
import { type Steps, valueUrl } from "../../steps";

/** One image: its size in pixels, mode as Pillow calls it, frames of its animation, bytes, and what is wrong with it. */
export interface Item {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly mode: string;
  readonly frames: number;
  readonly size: number;
  readonly error?: string;
}

export interface Described {
  readonly items: readonly Item[];
  /** Of which no more than the first thousand are described. */
  readonly total: number;
}

/** One image of a value. */
export interface Target {
  readonly steps: Steps;
  readonly place: number;
  readonly item: number;
}

export function stepOf({ steps, place }: Target): number {
  return steps.step[place] as number;
}

const mostHeld = 20_000;
const held = new Map<string, Described>();
const latest = new Map<string, Described>();

/** Changes when a series turned out to have other images than its steps before. */
export const shapes = signal(0);

const seriesKey = ({ run, tag }: Steps) => `${run}\0${tag}`;

/** What is known of the images of a series, by the value that was looked at last. */
export function lately(steps: Steps): Described | undefined {
  return latest.get(seriesKey(steps));
}

export function known({ steps, place }: Target): Described | undefined {
  return held.get(valueUrl("api/images/info", steps, place));
}

export async function describe({ steps, place }: Target, signal: AbortSignal): Promise<Described> {
  const url = valueUrl("api/images/info", steps, place);
  let described = held.get(url);
  if (!described) {
    const reply = await checked(await fetch(url, { signal }));
    described = (await reply.json()) as Described;
    held.set(url, described);
    if (held.size > mostHeld) held.delete(held.keys().next().value as string);
  }
  return described;
}

/** Remembers the shape of what is shown of a series. */
export function remember(steps: Steps, described: Described): void {
  const before = lately(steps);
  latest.set(seriesKey(steps), described);
  if (before && before.items.length === described.items.length && sizeOf(before) === sizeOf(described))
    return;
  shapes.value++;
}

function sizeOf({ items: [item] }: Described): string {
  return item ? `${item.width}×${item.height}` : "";
}

/** Whether an image has one channel, so that a colour map means something. */
export function single({ mode }: Item): boolean {
  return mode === "1" || mode.startsWith("L") || mode.startsWith("I");
}

export function seeThrough({ mode }: Item): boolean {
  return mode.startsWith("LA") || mode.startsWith("RGBA") || mode === "P";
}

/** What a card says of its images: their size, where all have one. */
export function noteOf(series: readonly Steps[]): string {
  const sizes = new Set(
    series.flatMap((steps) => lately(steps)?.items.map(({ width, height }) => `${width} × ${height}`)),
  );
  sizes.delete(undefined);
  return sizes.size === 1 ? ([...sizes][0] ?? "") : "";
}
