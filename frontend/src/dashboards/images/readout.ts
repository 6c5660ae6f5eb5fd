/** The values of the pixel that is pointed at, as they were logged. */
import { useEffect, useState } from "preact/hooks";
import { checked, ServerError } from "../../api";
import { silence } from "../../live";
import { valueUrl } from "../../steps";
import type { Item, Target } from "./described";

interface Tile {
  readonly channels: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly values: readonly (readonly (readonly number[])[])[];
}

/** Pixels across a square that is fetched at once, so that a pointer that moves asks seldom. */
const side = 32;
/** Milliseconds that a pointer rests before anything is asked. */
const rest = 60;
const mostHeld = 300;
const held = new Map<string, Tile>();

function tileUrl({ steps, place, item }: Target, x: number, y: number): string {
  const corner = { x: x - (x % side), y: y - (y % side), width: side, height: side };
  return valueUrl("api/images/pixels", steps, place, { item, ...corner });
}

const short: Record<string, string> = {
  red: "R",
  green: "G",
  blue: "B",
  alpha: "A",
  cyan: "C",
  magenta: "M",
  yellow: "Y",
  black: "K",
  index: "#",
  grey: "",
};

function told(tile: Tile, x: number, y: number): string {
  const pixel = tile.values[y - tile.y]?.[x - tile.x] ?? [];
  return pixel.map((value, i) => `${short[tile.channels[i] ?? ""] ?? ""} ${value}`.trim()).join("  ");
}

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** The pixel at a place, given as shares of the width and height. */
export function pixelAt(item: Item, x: number, y: number): Pixel {
  const at = (share: number, length: number) => Math.max(0, Math.min(length - 1, Math.floor(share * length)));
  return { x: at(x, item.width), y: at(y, item.height) };
}

/** The values of a pixel in words, "…" while they are on their way. */
export function useValues(target: Target, { x, y }: Pixel): string {
  const [, arrived] = useState(0);
  const [error, setError] = useState("");
  const url = tileUrl(target, x, y);
  useEffect(() => {
    setError("");
    if (held.has(url)) return undefined;
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      fetchTile(url, leaving.signal).then(
        () => arrived((n) => n + 1),
        (reason) => {
          if (!leaving.signal.aborted) setError(reason instanceof ServerError ? reason.message : silence);
        },
      );
    }, rest);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [url]);
  const tile = held.get(url);
  return tile ? told(tile, x, y) : error || "…";
}

async function fetchTile(url: string, signal: AbortSignal): Promise<void> {
  const reply = await checked(await fetch(url, { signal }));
  held.set(url, (await reply.json()) as Tile);
  if (held.size > mostHeld) held.delete(held.keys().next().value as string);
}
