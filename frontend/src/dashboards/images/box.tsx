/** A box with one image in it. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { IconButton } from "../../ui/icons";
import { Swatch } from "../../ui/name";
import { seeThrough, single, stepOf } from "./described";
import type { Shown } from "./frames";
import { type Placed, placed, type Size } from "./geometry";
import type { Frame } from "./pictures";
import { enter, pointing } from "./pointing";
import { type Pixel, pixelAt, useValues } from "./readout";
import { imageSettings, pointed, type Zoom, zoomOf } from "./state";
import { filterOf } from "./tones";

/** Gives an element that draws an image the place and the size it has in its box. */
export function put(element: HTMLElement, at: Placed): void {
  const { style } = element;
  style.left = `${at.left}px`;
  style.top = `${at.top}px`;
  style.width = `${at.width}px`;
  style.height = `${at.height}px`;
  style.imageRendering = at.scale >= 1 ? "pixelated" : "auto";
}

interface PictureProps {
  shown: Shown;
  box: Size;
  zoom: Zoom | null;
  /** The size that it is given, if not its own. */
  as?: Size | undefined;
}

/** One picture, swapped for the next only when that can be drawn. */
export function Picture({ shown: { frame }, box, zoom, as }: PictureProps) {
  const ref = useRef<HTMLDivElement>(null);
  const at = frame && placed(box, as ?? frame.item, zoom);
  useLayoutEffect(() => {
    if (!ref.current) return;
    if (!frame || !at) {
      ref.current.replaceChildren();
      return;
    }
    put(frame.image, at);
    if (ref.current.firstChild !== frame.image) ref.current.replaceChildren(frame.image);
  }, [frame, at?.left, at?.top, at?.width, at?.height]);
  const filter = frame ? filterOf(single(frame.item)) : "";
  return (
    <div
      ref={ref}
      class={frame && seeThrough(frame.item) ? "image-pixels see-through" : "image-pixels"}
      style={{ filter }}
    />
  );
}

interface ImageBoxProps {
  card: string;
  shown: Shown;
  box: Size;
  label: string;
  /** Whether the wheel alone zooms. */
  wheel: boolean;
  onClick: () => void;
  /** Another image, whose values are told too. */
  other?: Shown;
  /** What is drawn, if not the image alone. */
  children?: ComponentChildren;
}

export function ImageBox({ card, shown, box, label, wheel, onClick, other, children }: ImageBoxProps) {
  const zoom = zoomOf(card);
  const { frame, error } = shown;
  const now = useRef({ card, shown, box, onClick });
  now.current = { card, shown, box, onClick };
  const { handlers, stage } = useMemo(() => {
    const stage = () => {
      const { card, shown, box } = now.current;
      const image = shown.frame?.item;
      return image ? { card, box, image, at: placed(box, image, zoomOf(card)) } : null;
    };
    return { stage, handlers: pointing(stage, wheel, () => now.current.onClick()) };
  }, [wheel]);
  useEffect(() => enter(card, stage), [card, stage]);
  const zoomed = frame && zoom && placed(box, frame.item, zoom);
  const movable = zoomed && (zoomed.width > box.width || zoomed.height > box.height);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot hold what is dragged about in it
    <div
      class={movable ? "image-box movable" : "image-box"}
      style={{ height: `${box.height}px` }}
      data-drawn={frame ? stepOf(frame.target) : undefined}
      role="button"
      tabIndex={-1}
      aria-label={label}
      {...handlers}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        onClick();
      }}
    >
      {children ?? <Picture shown={shown} box={box} zoom={zoom} />}
      {(error || other?.error) && <p class="image-error">{error || other?.error}</p>}
      {frame && frame.item.frames > 1 && <PlayButton />}
      {imageSettings.readout.value === "on" && (
        <Readouts card={card} all={other ? [shown, other] : [shown]} />
      )}
    </div>
  );
}

/** What the pixel that is pointed at on the card is in these images. */
function Readouts({ card, all }: { card: string; all: readonly Shown[] }) {
  const on = pointed.value?.card === card ? pointed.value : null;
  if (!on) return null;
  return (
    <div class="image-readouts">
      {all.map(
        ({ frame }, i) =>
          frame && (
            <Readout key={i} frame={frame} named={all.length > 1} {...pixelAt(frame.item, on.x, on.y)} />
          ),
      )}
    </div>
  );
}

function Readout({ frame, named, x, y }: { frame: Frame; named: boolean } & Pixel) {
  const values = useValues(frame.target, { x, y });
  return (
    <output class="image-readout">
      {named && <Swatch run={frame.target.steps.run} />}
      <span>{`${x}, ${y}`}</span> <b>{values}</b>
    </output>
  );
}

/** Lets all animations play, or stand at their first frame. */
function PlayButton() {
  const { play } = imageSettings;
  const playing = play.value === "on";
  return (
    <div class="image-play">
      <IconButton
        icon={playing ? "pause" : "play"}
        label={playing ? "Pause animations" : "Play animations"}
        onClick={(event) => {
          event.stopPropagation();
          play.value = playing ? "off" : "on";
        }}
      />
    </div>
  );
}
