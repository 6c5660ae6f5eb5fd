/** The pictures of the points, one sheet for all. */
import { computed, effect, signal } from "@preact/signals";
import { address, chosen } from "./embeddings";
import { query } from "./requests";
import type { Sprite } from "./scene/types";

/** The sheet of the embedding that is looked at, once it is there. */
export const sprite = signal<Sprite | null>(null);

/** Why there is none: one sentence, or "". */
export const spriteError = signal("");

const wanted = computed(() => {
  const embedding = chosen.value;
  const from = address.value;
  if (!embedding?.sprite || !from) return "";
  return `api/projector/sprite?${query(from, { v: embedding.version })}`;
});

/** Fetches the sheet of whatever is looked at; the result stops it. */
export function followSprite(): () => void {
  let newest = "";
  let group = "";
  const stop = effect(() => {
    const url = wanted.value;
    const size = chosen.peek()?.sprite;
    newest = url;
    spriteError.value = "";
    // The sheet of another step of the same points stays until the next is there.
    const now = chosen.peek();
    if (!url || group !== (now?.group || now?.id)) sprite.value = null;
    group = now?.group || now?.id || "";
    if (!url || !size) return;
    const image = new Image();
    image.src = url;
    image.decode().then(
      () => {
        if (newest === url) sprite.value = { image, ...size, tinted: true };
      },
      () => {
        if (newest === url) spriteError.value = "The pictures of the points could not be read.";
      },
    );
  });
  return () => {
    newest = "";
    stop();
  };
}
