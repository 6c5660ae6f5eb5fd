/** The pointer on the picture: drag to pan, wheel and pinch to zoom, click to choose, double click or the sign to open. */
import { type Hit, hitAt } from "./hit";
import type { Stage } from "./stage";

/** Pixels that a hand may tremble in a click. */
const trembling = 4;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `focus` is called at each press: what has the keys is another element. */
export function startPointer(stage: Stage, focus: () => void): () => void {
  const { canvas } = stage;
  const down = new Map<number, Point>();
  let dragged = false;
  let begun: Point = { x: 0, y: 0 };

  const inCanvas = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const hit = ({ x, y }: Point): Hit | null => {
    const { camera } = stage.view;
    return hitAt(stage.picture, (x - camera.x) / camera.scale, (y - camera.y) / camera.scale, camera.scale);
  };
  const hover = (event: MouseEvent | null) => {
    const found = event && hit(inCanvas(event));
    stage.pointed.value = found && { node: found.node, left: event.clientX, top: event.clientY };
    const path = found?.node.path ?? null;
    canvas.style.cursor = found ? "pointer" : "";
    if (path === stage.hovered.peek()) return;
    stage.hovered.value = path;
    stage.props.onHover?.(found?.node ?? null);
  };

  function press(event: PointerEvent): void {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    // Otherwise the press would take the focus away again.
    event.preventDefault();
    focus();
    const at = inCanvas(event);
    if (!down.size) {
      dragged = false;
      begun = at;
    }
    down.set(event.pointerId, at);
    if (down.size > 1) dragged = true;
  }

  function move(event: PointerEvent): void {
    const now = inCanvas(event);
    const was = down.get(event.pointerId);
    if (!was) {
      if (event.pointerType !== "touch") hover(event);
      return;
    }
    if (!dragged && Math.hypot(now.x - begun.x, now.y - begun.y) < trembling) return;
    dragged = true;
    stage.pointed.value = null;
    canvas.style.cursor = "grabbing";
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    if (!other) stage.view.pan(now.x - was.x, now.y - was.y);
    else pinch(was, now, other);
  }

  function pinch(was: Point, now: Point, other: Point): void {
    const apart = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    stage.view.pan((now.x - was.x) / 2, (now.y - was.y) / 2);
    stage.view.zoomAt(apart(now) / apart(was), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  function release(event: PointerEvent): void {
    const pressed = down.delete(event.pointerId);
    if (!pressed || down.size) return;
    canvas.style.cursor = "";
    if (dragged || event.type === "pointercancel") return;
    const found = hit(inCanvas(event));
    if (found?.sign) stage.toggle(found.node);
    else stage.props.onChoose(found?.node.path ?? null);
  }

  function twice(event: MouseEvent): void {
    const found = hit(inCanvas(event));
    if (found?.item && !found.sign) stage.toggle(found.node);
  }

  function turn(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
    if (event.shiftKey) {
      stage.view.pan(-(event.deltaX || event.deltaY) * unit, 0);
      return;
    }
    const { x, y } = inCanvas(event);
    // A pinch on a touch pad comes as a wheel of small turns with Ctrl.
    const speed = event.ctrlKey && Math.abs(event.deltaY) < 40 ? 0.01 : 0.0016;
    stage.view.zoomAt(Math.exp(-event.deltaY * unit * speed), x, y);
  }

  const leave = () => hover(null);
  canvas.addEventListener("pointerdown", press);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("dblclick", twice);
  canvas.addEventListener("wheel", turn, { passive: false });
  return () => {
    canvas.removeEventListener("pointerdown", press);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", release);
    canvas.removeEventListener("pointercancel", release);
    canvas.removeEventListener("pointerleave", leave);
    canvas.removeEventListener("dblclick", twice);
    canvas.removeEventListener("wheel", turn);
  };
}
