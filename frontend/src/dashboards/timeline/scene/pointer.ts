/** Mouse, touch and keys on the picture: pan, zoom, choose, measure. */
import { rulerHeight } from "./drawing";
import type { Stage } from "./stage";
import type { Range } from "./types";

const clickSlack = 4;
const wheelZoom = 0.0022;

/** What a drag with the main button does: Shift or the ruler measures a range, Ctrl or Alt shows one, all else pans. */
interface Drag {
  readonly kind: "pan" | "range" | "box";
  readonly x: number;
  readonly y: number;
  /** The range there was before. */
  readonly before: Range | null;
  moved: boolean;
}

export function startPointer(stage: Stage): () => void {
  const { canvas } = stage;
  const fingers = new Map<number, { x: number; y: number }>();
  let drag: Drag | null = null;

  const placeOf = (event: PointerEvent | WheelEvent | MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = placeOf(event);
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    fingers.set(event.pointerId, at);
    const measures = event.shiftKey || at.y < rulerHeight;
    const kind = event.ctrlKey || event.metaKey || event.altKey ? "box" : measures ? "range" : "pan";
    drag = fingers.size > 1 ? null : { kind, ...at, before: stage.props.range.peek(), moved: false };
  };

  const move = (event: PointerEvent) => {
    const at = placeOf(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      point(stage, at);
      return;
    }
    if (fingers.size === 2) pinch(stage, fingers, event.pointerId, at);
    fingers.set(event.pointerId, at);
    if (!drag) return;
    drag.moved ||= Math.hypot(at.x - drag.x, at.y - drag.y) > clickSlack;
    if (!drag.moved) return;
    stage.hover.value = null;
    if (drag.kind !== "pan") measure(stage, drag, at);
    else {
      const view = stage.stretch();
      stage.pan(((before.x - at.x) / stage.width) * (view.to - view.from));
      stage.scrollTo(stage.top.peek() + before.y - at.y);
    }
  };

  const up = (event: PointerEvent) => {
    const at = placeOf(event);
    fingers.delete(event.pointerId);
    if (drag && !drag.moved) click(stage, at);
    else if (drag?.kind === "box") {
      const box = stage.props.range.peek();
      stage.props.onRange(drag.before);
      if (box) stage.look(box);
    }
    drag = null;
  };

  const leave = () => {
    stage.hover.value = null;
    stage.cursor = null;
    stage.changed();
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x } = placeOf(event);
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    if (event.ctrlKey || event.metaKey)
      stage.zoom(Math.exp(-event.deltaY * unit * wheelZoom * 2), stage.timeAt(x));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const view = stage.stretch();
      stage.pan((((event.deltaX || event.deltaY) * unit) / stage.width) * (view.to - view.from));
    } else stage.scrollTo(stage.top.peek() + event.deltaY * unit);
  };

  const twice = (event: MouseEvent) => {
    const { x, y } = placeOf(event);
    const what = stage.at(x, y);
    if (what?.kind === "slice") {
      const room = (what.end - what.start) * 0.1;
      stage.look({ from: what.start - room, to: what.end + room });
    } else stage.zoom(2, stage.timeAt(x));
  };

  const menu = (event: MouseEvent) => {
    const { y } = placeOf(event);
    const row = stage.rowAt(y);
    if (!row) return;
    event.preventDefault();
    stage.props.onMenu(row, { x: event.clientX, y: event.clientY });
  };

  const listeners = {
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: up,
    pointerleave: leave,
    wheel,
    dblclick: twice,
    contextmenu: menu,
  };
  for (const [name, listener] of Object.entries(listeners))
    canvas.addEventListener(name, listener as EventListener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      canvas.removeEventListener(name, listener as EventListener);
  };
}

function point(stage: Stage, { x, y }: { x: number; y: number }): void {
  const what = stage.at(x, y);
  stage.hover.value = what && { what, x, y };
  stage.cursor = stage.timeAt(x);
  stage.canvas.style.cursor = y < rulerHeight ? "col-resize" : what ? "pointer" : "default";
  stage.changed();
}

function click(stage: Stage, { x, y }: { x: number; y: number }): void {
  const { props } = stage;
  const row = stage.rowAt(y);
  if (row?.kind === "process") {
    props.onFold(row.key);
    return;
  }
  const what = stage.at(x, y);
  if (what?.kind === "slice" && what.merged > 1) {
    // Those that are merged are seen one by one from nearer.
    const room = Math.max((what.end - what.start) * 0.2, 1);
    stage.look({ from: what.start - room, to: what.end + room });
    return;
  }
  props.onChoose(what?.kind === "slice" ? what.row : null);
  if (y < rulerHeight) props.onRange(null);
}

/** A range over the rows between where the drag began and where it is; on the ruler over all of them. */
function measure(stage: Stage, { x, y }: Drag, at: { x: number; y: number }): void {
  const [from, to] = [stage.timeAt(x), stage.timeAt(at.x)].sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [y, at.y].sort((a, b) => a - b) as [number, number];
  const all = y < rulerHeight;
  const scroll = stage.top.peek() - rulerHeight;
  const tracks = stage.placed
    .peek()
    .filter((placed) => all || (placed.top + placed.height > top + scroll && placed.top < bottom + scroll))
    .flatMap(({ row }) => (row.kind === "track" ? [row.track.number] : []));
  stage.props.onRange({ from: Math.max(0, from), to: Math.max(1, to), tracks });
}

function pinch(
  stage: Stage,
  fingers: ReadonlyMap<number, { x: number; y: number }>,
  moved: number,
  at: { x: number; y: number },
): void {
  const before = fingers.get(moved);
  const other = [...fingers].find(([id]) => id !== moved)?.[1];
  if (!before || !other) return;
  const apart = Math.abs(before.x - other.x);
  const now = Math.abs(at.x - other.x);
  if (apart > 8 && now > 8) stage.zoom(now / apart, stage.timeAt(other.x));
}

/** Keys of the picture, as in Chrome's tracing: W and S come closer and go away, A and D move, F shows what is chosen. */
export function pressed(stage: Stage, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { props } = stage;
  const view = stage.stretch();
  const span = view.to - view.from;
  const at = stage.cursor ?? (view.from + view.to) / 2;
  const pan = (share: number) => stage.pan(share * span);
  const keys: Record<string, () => void> = {
    w: () => stage.zoom(1.4, at),
    s: () => stage.zoom(1 / 1.4, at),
    a: () => pan(-0.15),
    d: () => pan(0.15),
    "+": () => stage.zoom(1.4),
    "-": () => stage.zoom(1 / 1.4),
    "0": () => stage.fit(),
    ArrowLeft: () => pan(-0.15),
    ArrowRight: () => pan(0.15),
    ArrowUp: () => stage.scrollTo(stage.top.peek() - 60),
    ArrowDown: () => stage.scrollTo(stage.top.peek() + 60),
    PageUp: () => stage.scrollTo(stage.top.peek() - stage.tall * 0.8),
    PageDown: () => stage.scrollTo(stage.top.peek() + stage.tall * 0.8),
    f: () => frame(stage),
    m: () => mark(stage, at),
    Escape: () => {
      props.onRange(null);
      props.onChoose(null);
    },
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Marks a moment, or takes the mark away that is there. */
function mark(stage: Stage, at: number): void {
  const { marks, onMarks } = stage.props;
  const { from, to } = stage.stretch();
  const near = ((to - from) * clickSlack) / stage.width;
  const others = marks.peek().filter((one) => Math.abs(one - at) > near);
  onMarks(others.length < marks.peek().length ? others : [...others, at]);
}

/** Shows what is chosen, or else the range, as large as there is room. */
function frame(stage: Stage): void {
  const { spot, range } = stage.props;
  const what = spot.peek() ?? null;
  const [from, to] = what
    ? [what.start, what.end]
    : range.peek()
      ? [range.peek()?.from ?? 0, range.peek()?.to ?? 0]
      : [0, 0];
  if (to <= from) return;
  const room = (to - from) * 0.1;
  stage.show({ from: from - room, to: to + room }, what?.track, what?.line);
}
