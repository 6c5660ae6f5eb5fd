/** The whole picture, small, with what is seen of it: a frame that can be dragged. */
import { useEffect, useRef } from "preact/hooks";
import type { Item, Picture } from "./picture";
import type { Stage } from "./stage";

const widest = 170;
const highest = 130;
const thinnest = 14;

/** Pixels of the map for one of the plane, across and down: what is very long is squeezed. */
function mapped({ width, height }: Picture) {
  const [most, high] = [widest / Math.max(1, width), highest / Math.max(1, height)];
  const scale = Math.min(most, high);
  const least = (size: number) => thinnest / Math.max(1, size);
  return {
    across: Math.min(most, Math.max(scale, least(width))),
    down: Math.min(high, Math.max(scale, least(height))),
  };
}

export function Minimap({ stage }: { stage: Stage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  stage.drawn.value;
  const { picture } = stage;
  const { camera, window } = stage.view;
  const { across, down } = mapped(picture);
  const view = stage.view.seen();
  const whole =
    view.left <= 0 && view.top <= 0 && view.right >= picture.width && view.bottom >= picture.height;
  const settled = stage.settled.value;
  useEffect(() => {
    if (canvas.current && !whole) drawMap(canvas.current, stage);
  }, [settled, whole, picture]);
  if (whole || !picture.planes.length || window.width < 300) return null;
  const size = { width: picture.width * across, height: picture.height * down };
  const left = Math.max(0, view.left * across);
  const top = Math.max(0, view.top * down);
  const frame = {
    left: `${Math.min(left, size.width - 4)}px`,
    top: `${Math.min(top, size.height - 4)}px`,
    width: `${Math.max(4, Math.min(size.width, view.right * across) - left)}px`,
    height: `${Math.max(4, Math.min(size.height, view.bottom * down) - top)}px`,
  };
  const go = (event: PointerEvent) => {
    const box = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / across, (event.clientY - box.top) / down];
    stage.view.pan(
      window.width / 2 - (x * camera.scale + camera.x),
      window.height / 2 - (y * camera.scale + camera.y),
    );
  };
  return (
    <div
      class="graph-map"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <canvas ref={canvas} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
      <div class="graph-frame" style={frame} />
    </div>
  );
}

function drawMap(canvas: HTMLCanvasElement, stage: Stage): void {
  const { picture } = stage;
  const { across, down } = mapped(picture);
  canvas.width = Math.ceil(picture.width * across * devicePixelRatio);
  canvas.height = Math.ceil(picture.height * down * devicePixelRatio);
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.scale(devicePixelRatio, devicePixelRatio);
  const { inks, colourOf } = stage.look();
  const least = 1 / devicePixelRatio;
  const rect = ({ x, y, w, h }: Item): [number, number, number, number] => [
    x * across,
    y * down,
    Math.max(least, w * across),
    Math.max(least, h * down),
  ];
  for (const { box, items } of picture.planes) {
    if (box) {
      pen.fillStyle = inks.band;
      pen.fillRect(...rect(box));
    }
    for (const item of items) {
      if (item.open) continue;
      pen.fillStyle = colourOf(item.node) || inks.rim;
      pen.fillRect(...rect(item));
    }
  }
}
