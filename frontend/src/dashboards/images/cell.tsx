/** One image of one run in the grid of a card, fetched while it is in view. */
import { useRef } from "preact/hooks";
import { count, moment, step } from "../../plot/formats";
import { RunName, Swatch } from "../../ui/name";
import { useVisible } from "../../ui/visible";
import { ImageBox } from "./box";
import type { Target } from "./described";
import { useFrame } from "./frames";
import type { Size } from "./geometry";
import { neighbours, type Position } from "./selected";
import { imageSettings, zoomOf } from "./state";

export interface CellProps {
  card: string;
  target: Target;
  /** How many images the value has. */
  of: number;
  position: Position;
  box: Size;
  wheel: boolean;
  onOpen: () => void;
}

export function Cell(props: CellProps) {
  const ref = useRef<HTMLElement>(null);
  const visible = useVisible(ref);
  const { target, of, box } = props;
  const { run, step: steps, wall } = target.steps;
  const at = step(steps[target.place] as number);
  const place = of > 1 ? ` · ${count(target.item + 1)} of ${count(of)}` : "";
  return (
    <figure
      ref={ref}
      class={of > 1 && target.item === 0 ? "image-cell first" : "image-cell"}
      data-image-run={run}
      data-item={target.item}
    >
      <figcaption title={`${run}\nstep ${at}${place}\n${moment(wall[target.place] as number)}`}>
        {visible && (
          <>
            <Swatch run={run} />
            <RunName run={run} />
            <small>{`${at}${place}`}</small>
          </>
        )}
      </figcaption>
      {visible ? (
        <Content {...props} label={`${run}, step ${at}${place}`} />
      ) : (
        <div class="image-box" style={{ height: `${box.height}px` }} />
      )}
    </figure>
  );
}

function Content({ card, target, position, box, wheel, label, onOpen }: CellProps & { label: string }) {
  const need = {
    width: Math.ceil(box.width * (window.devicePixelRatio || 1)),
    scale: zoomOf(card)?.scale ?? null,
    play: imageSettings.play.value === "on",
  };
  const shown = useFrame(target, need, neighbours(target, position));
  return <ImageBox card={card} shown={shown} box={box} label={label} wheel={wheel} onClick={onOpen} />;
}
