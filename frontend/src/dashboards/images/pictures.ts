/** Pictures as the browser can draw them: fetched at the size they are shown, kept within a bound, fetched ahead when idle. */
import { checked } from "../../api";
import { valueUrl } from "../../steps";
import { type Described, describe, type Item, known, lately, remember, type Target } from "./described";
import { inTurn, whenIdle } from "./turns";

/** What a picture is wanted for. */
export interface Need {
  /** Device pixels across its box. */
  readonly width: number;
  /** Device pixels a pixel of the image; null where it is to fit. */
  readonly scale: number | null;
  /** Whether an animation is to play. */
  readonly play: boolean;
}

export interface Frame {
  readonly image: HTMLImageElement;
  readonly item: Item;
  readonly target: Target;
}

/** What the page says of an image that is wrong. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

const widths = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048];
const widest = 2048;
/** A thumbnail is no taller than so many times the width that is asked for; see board.values.thumbnails. */
const tallest = 2;

/** A few widths only, so that a page that is made a little wider need not fetch all anew. */
function thumbWidth({ width }: Need): number {
  return widths.find((one) => one >= width) ?? widest;
}

function thumbUrl({ steps, place, item }: Target, width: number): string {
  return valueUrl("api/images/thumb", steps, place, { item, width });
}

export function imageUrl({ steps, place, item }: Target, more: Record<string, number> = {}): string {
  return valueUrl("api/images/image", steps, place, { item, ...more });
}

/** The smallest picture that has every pixel that will be seen. */
function pictureUrl(target: Target, item: Item, need: Need): string {
  const width = thumbWidth(need);
  const animated = item.frames > 1;
  if (animated && need.play) return imageUrl(target);
  const whole = item.width <= width && item.height <= tallest * width;
  if (need.scale === null || whole || item.width * need.scale <= width) return thumbUrl(target, width);
  return animated ? thumbUrl(target, widest) : imageUrl(target);
}

const mostBytes = 96 << 20;
let heldBytes = 0;
const held = new Map<string, { readonly href: string; readonly size: number }>();

async function bytes(url: string, signal: AbortSignal): Promise<string> {
  const before = held.get(url);
  if (before) {
    // Insertion order is the order of use.
    held.delete(url);
    held.set(url, before);
    return before.href;
  }
  const blob = await (await checked(await fetch(url, { signal }))).blob();
  const href = URL.createObjectURL(blob);
  held.set(url, { href, size: blob.size });
  heldBytes += blob.size;
  for (const [other, { href: old, size }] of held) {
    if (heldBytes <= mostBytes || other === url) break;
    URL.revokeObjectURL(old);
    held.delete(other);
    heldBytes -= size;
  }
  return href;
}

/** The picture, decoded. A `Damaged` or a ServerError tells why there is none. */
export async function load(target: Target, need: Need, signal: AbortSignal): Promise<Frame> {
  return inTurn(signal, async () => {
    const { item, href } = await found(target, need, signal);
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.src = href;
    try {
      await image.decode();
    } catch {
      throw new Damaged("The browser cannot draw this image: it is damaged.");
    }
    return { image, item, target };
  });
}

/** Asks for what the image is and, guessing that it is what the one before was, for its picture at the same time. */
async function found(target: Target, need: Need, signal: AbortSignal): Promise<{ item: Item; href: string }> {
  const guess = (known(target) ?? lately(target.steps))?.items[target.item];
  const small = thumbUrl(target, thumbWidth(need));
  const likely = !guess || pictureUrl(target, guess, need) === small;
  const [described, early] = await Promise.all([
    describe(target, signal),
    likely ? bytes(small, signal) : null,
  ]);
  remember(target.steps, described);
  const item = itemOf(described, target);
  const url = pictureUrl(target, item, need);
  return { item, href: early && url === small ? early : await bytes(url, signal) };
}

function itemOf({ items, total }: Described, target: Target): Item {
  const item = items[target.item];
  if (!item) throw new Damaged(total ? `This step has only ${total} images.` : "This step has no image.");
  if (item.error) throw new Damaged(item.error);
  return item;
}

/** Fetches pictures that may be wanted next, one by one while nothing that is wanted now is on its way. */
export async function ahead(targets: readonly Target[], need: Need, signal: AbortSignal): Promise<void> {
  try {
    for (const target of targets) {
      await whenIdle();
      if (signal.aborted) return;
      await found(target, need, signal);
    }
  } catch {
    // It is asked for again, and its trouble told, when it is wanted.
  }
}
