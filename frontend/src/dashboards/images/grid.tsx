/** The images of a card side by side, each in a box of the same size. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { settings } from "../../settings";
import { Cell } from "./cell";
import { lately } from "./described";
import { placed, type Size } from "./geometry";
import type { Place, Position } from "./selected";
import { open } from "./viewing";

const gap = 10;
/** The least width of an image where there are many, by the size of the cards. */
const least = { small: 110, medium: 150, large: 240 };
const inFull = 2;
/** How high a box may be for its width. */
const flattest = 0.2;
const tallest = 1.4;

interface GridProps {
  card: string;
  places: readonly Place[];
  position: Position;
  columns: number;
  full: boolean;
}

export function Grid({ card, places, position, columns, full }: GridProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => setRoom(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const small = least[settings.cards.value] * (full ? inFull : 1);
  const fitting = Math.max(1, Math.floor((room + gap) / (small + gap)));
  const across = places.length <= (full ? fitting : columns) ? places.length : fitting;
  const width = Math.floor((room - gap * (across - 1)) / across);
  const box = boxOf(width, places);
  return (
    <div ref={ref} class={full ? "image-grid full" : "image-grid"} data-scrolls={full || undefined}>
      {room > 0 && (
        <div
          class="image-cells"
          style={{ gridTemplateColumns: `repeat(${across}, ${width}px)`, gap: `${gap}px` }}
        >
          {places.map(({ target, of }) => (
            <Cell
              key={`${target.steps.run}\0${target.item}`}
              card={card}
              target={target}
              of={of}
              position={position}
              box={box}
              wheel={false}
              onOpen={() => open(card, target)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** As high as the first image that is known needs it, so that nothing moves as others come. */
function boxOf(width: number, places: readonly Place[]): Size {
  for (const { target } of places) {
    const item = lately(target.steps)?.items.find((one) => one.width > 0);
    if (!item) continue;
    const most = { width, height: Math.round(tallest * width) };
    return { width, height: Math.max(flattest * width, Math.ceil(placed(most, item, null).height)) };
  }
  return { width, height: width };
}
