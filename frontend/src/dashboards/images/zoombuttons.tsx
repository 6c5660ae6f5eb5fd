/** Fit, actual size, and the scales between and beyond. */
import { given } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { zoomMiddle } from "./pointing";
import { fitAll, zoomOf, zoomTo } from "./state";

/** Of one card, or with null of all. */
export function ZoomButtons({ card }: { card: string | null }) {
  const scale = zoomOf(card ?? "*")?.scale ?? null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
    <div class="ctl image-zoom" role="group" aria-label="Zoom">
      <button
        type="button"
        class="ctl"
        aria-pressed={scale === null}
        title="Each image fits its box (0)"
        onClick={() => (card === null ? fitAll() : zoomTo(card, null))}
      >
        Fit
      </button>
      <button
        type="button"
        class="ctl"
        aria-pressed={scale === 1}
        title="Actual size: a pixel of the screen for each of the image (1)"
        onClick={() => zoomMiddle(card, 1)}
      >
        1:1
      </button>
      <IconButton icon="minus" label="Zoom out" onClick={() => zoomMiddle(card, "out")} />
      <output aria-label="Scale">
        {scale === null ? "fit" : `${given(Math.round(scale * 1000) / 10)}%`}
      </output>
      <IconButton icon="plus" label="Zoom in" onClick={() => zoomMiddle(card, "in")} />
    </div>
  );
}
