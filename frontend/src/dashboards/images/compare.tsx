/** Two images in one box: one over the other with an edge that moves, in turn, or what differs. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, value } from "../../plot/formats";
import { ImageBox, Picture, put } from "./box";
import { single } from "./described";
import { type Difference, difference, mostPixels } from "./difference";
import type { Shown } from "./frames";
import { placed, type Size } from "./geometry";
import { images, zoomOf } from "./state";
import { filterOf } from "./tones";

interface CompareProps {
  card: string;
  first: Shown;
  second: Shown;
  box: Size;
  label: string;
}

const nothing = () => {};

function Box({ children, ...props }: CompareProps & { children: ComponentChildren }) {
  const { first, second, ...rest } = props;
  return (
    <ImageBox {...rest} shown={first} other={second} wheel={true} onClick={nothing}>
      {children}
    </ImageBox>
  );
}

/** The second picture, in the place and size of the first. */
function Second({ card, first, second, box }: CompareProps) {
  return <Picture shown={second} box={box} zoom={zoomOf(card)} as={first.frame?.item} />;
}

export function Swipe(props: CompareProps) {
  const [edge, setEdge] = useState(0.5);
  const { card, first, box } = props;
  const to = (share: number) => setEdge(Math.max(0, Math.min(1, share)));
  return (
    <div class="image-stack">
      <Box {...props}>
        <Picture shown={first} box={box} zoom={zoomOf(card)} />
        <div class="image-over" style={{ clipPath: `inset(0 0 0 ${100 * edge}%)` }}>
          <Second {...props} />
        </div>
      </Box>
      <div
        class="image-edge"
        style={{ left: `${100 * edge}%` }}
        role="slider"
        tabIndex={0}
        aria-label="Edge between the two images"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * edge)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const stack = event.currentTarget.parentElement?.getBoundingClientRect();
          if (stack) to((event.clientX - stack.left) / stack.width);
        }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
          if (!by) return;
          event.preventDefault();
          event.stopPropagation();
          to(edge + by);
        }}
      />
    </div>
  );
}

/** Slow enough for those who cannot bear flicker: fewer than three changes a second. */
const blinkTime = 600;

export function Blink(props: CompareProps) {
  const [second, setSecond] = useState(false);
  const [running, setRunning] = useState(true);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setSecond((now) => !now), blinkTime);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <div class="image-stack">
      <Box {...props}>
        <Picture shown={props.first} box={props.box} zoom={zoomOf(props.card)} />
        <div class="image-over" style={{ visibility: second ? "visible" : "hidden" }}>
          <Second {...props} />
        </div>
      </Box>
      <p class="image-said">
        <button type="button" class="text-button" onClick={() => setRunning(!running)}>
          {running ? "Pause" : "Blink"}
        </button>
        <button
          type="button"
          class="text-button"
          onClick={() => {
            setRunning(false);
            setSecond(!second);
          }}
        >
          Other image
        </button>
        <span data-blink={second ? "second" : "first"}>{second ? "second image" : "first image"}</span>
      </p>
    </div>
  );
}

export function DifferenceView(props: CompareProps) {
  const { card, box, first, second } = props;
  const [a, b] = [first.frame, second.frame];
  const { gain, signed } = images;
  const large = a && a.item.width * a.item.height > mostPixels;
  const made = useMemo(
    () => (a && b && !large ? difference(a.image, b.image, a.item, gain.value, signed.value) : null),
    [a, b, large, gain.value, signed.value],
  );
  const ref = useRef<HTMLDivElement>(null);
  const at = a && placed(box, a.item, zoomOf(card));
  useLayoutEffect(() => {
    if (!ref.current || !at) return;
    if (made) put(made.canvas, at);
    ref.current.replaceChildren(...(made ? [made.canvas] : []));
  }, [made, at?.left, at?.top, at?.width, at?.height]);
  const filter = a && b ? filterOf(single(a.item) && single(b.item)) : "";
  return (
    <div class="image-stack">
      <Box {...props}>
        <div ref={ref} class="image-pixels" style={{ filter }} />
      </Box>
      <p class="image-said">
        {large
          ? "These images are too large to be compared pixel by pixel."
          : made && <Told {...made} of={a} />}
      </p>
    </div>
  );
}

function Told({ largest, mean, pixels, of }: Difference & { of: Shown["frame"] }) {
  const all = of ? of.item.width * of.item.height : 0;
  if (!pixels) return <span>The images are equal.</span>;
  return (
    <span>
      {`${count(pixels)} of ${count(all)} pixels differ, by ${count(largest)} of 255 at most and ${value(mean)} on average.`}
    </span>
  );
}
