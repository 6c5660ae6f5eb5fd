/** Points in a plane or in space: to be looked at from all sides, pointed at, and selected. */
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { partsOf } from "../../../gl/colour";
import { sheet } from "../../../plot/ink";
import { deedsOf, Pointer } from "./deeds";
import { Gestures, type Spot } from "./gestures";
import { afterKey } from "./keys";
import { layoutOf } from "./layout";
import { painted, rowsOf } from "./paint";
import "./scene.css";
import { joined } from "./segments";
import { Stage } from "./stage";
import { Tip } from "./tip";
import { home, type ScatterProps } from "./types";

export function Scatter(props: ScatterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [outline, setOutline] = useState<readonly Spot[] | null>(null);
  const [, follow] = useState(0);
  const latest = useRef({ ...props, hovered });
  latest.current = { ...props, hovered };
  const given = useGiven(props);

  useLayoutEffect(() => {
    if (!canvas.current || !overlay.current) return undefined;
    const made = new Stage(canvas.current, overlay.current, () => {
      if (latest.current.hovered !== null) follow((n) => n + 1);
    });
    setStage(made);
    return () => made.close();
  }, []);
  useLayoutEffect(() => stage?.give(given), [stage, given]);
  useEffect(() => {
    if (!stage || !canvas.current) return undefined;
    const element = canvas.current;
    const pointer = new Pointer(stage, (row) => {
      setHovered(row);
      latest.current.onHover(row);
    });
    const deeds = deedsOf(stage, pointer, () => latest.current, setOutline);
    const gestures = new Gestures(element, deeds);
    const stop = [gestures.listen(), watched(element, stage)];
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (keyed(event, stage, latest.current, gestures)) event.preventDefault();
    };
    element.addEventListener("keydown", key);
    return () => {
      for (const one of stop) one();
      pointer.close();
      element.removeEventListener("keydown", key);
    };
  }, [stage]);
  useImperativeHandle(
    props.handle ?? null,
    () => ({
      png: () => png(stage),
      fit: () => {
        props.camera.value = home(props.dimensions);
      },
      goTo: (row) => {
        const { at } = given.layout;
        const centre = [0, 1, 2].map((axis) => at[3 * row + axis] ?? 0) as [number, number, number];
        props.camera.value = { ...props.camera.peek(), centre };
      },
    }),
    [stage, given, props.camera, props.dimensions],
  );

  const spotted = hovered === null ? null : stage?.spotted(hovered);
  return (
    <div class="scatter" data-mode={props.mode.value}>
      <canvas
        ref={canvas}
        class="scatter-picture"
        tabIndex={0}
        role="img"
        aria-label={`${props.title}. ${help(props.dimensions)}`}
        aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + - 0 Enter"
      />
      <canvas ref={overlay} class="scatter-names" />
      {outline && <Drawn spots={outline} box={props.mode.value === "box"} />}
      {spotted && hovered !== null && stage && (
        <Tip
          row={hovered}
          spotted={spotted}
          size={stage.size}
          name={props.label(hovered) ?? `point ${hovered}`}
        />
      )}
      {stage && !stage.able && (
        <p class="scatter-said">
          This browser cannot draw the points: it has no WebGL 2. Another browser, or hardware acceleration
          switched on in this one's settings, can.
        </p>
      )}
    </div>
  );
}

function help(dimensions: 2 | 3): string {
  const turn = dimensions === 3 ? "turn, with Shift move" : "move";
  return `Drag or use the arrow keys to ${turn}; scroll or press plus and minus to come nearer; 0 shows all; Enter chooses the point in the middle.`;
}

function useGiven(props: ScatterProps) {
  const { positions, dimensions, colours, hidden, selected, marked, sprite, axes, labelled, label } = props;
  const layout = useMemo(() => layoutOf(positions), [positions]);
  const paint = useMemo(
    () => painted({ colours, hidden, lost: layout.lost, selected, marked }),
    [colours, hidden, layout.lost, selected, marked],
  );
  const chosen = useMemo(() => rowsOf(selected, paint), [selected, paint]);
  const lines = useMemo(() => (props.lines?.length ? joined(props.lines) : null), [props.lines]);
  const { accent, card, text, label: faint, line, font } = sheet.value;
  const inks = useMemo(
    () => ({
      paper: partsOf(card),
      text: partsOf(text),
      accent: partsOf(accent),
      axis: partsOf(line),
      label: text,
      halo: card,
      faint,
      font,
    }),
    [accent, card, text, faint, line, font],
  );
  const camera = props.camera.value;
  return useMemo(
    () => ({
      layout,
      dimensions,
      paint,
      selected: chosen,
      marked,
      sprite,
      lines,
      axes: axes !== null,
      axisNames: axes,
      labelled,
      name: label,
      camera,
      inks,
    }),
    [layout, dimensions, paint, chosen, marked, sprite, lines, axes, labelled, label, camera, inks],
  );
}

/** Follows the canvas's size and the fate of its context until the function it returns is called. */
function watched(canvas: HTMLCanvasElement, stage: Stage): () => void {
  const sizes = new ResizeObserver(() => {
    stage.resize({ width: canvas.clientWidth, height: canvas.clientHeight });
  });
  sizes.observe(canvas);
  const lost = (event: Event) => {
    event.preventDefault();
    stage.lost(true);
  };
  const found = () => stage.lost(false);
  canvas.addEventListener("webglcontextlost", lost);
  canvas.addEventListener("webglcontextrestored", found);
  return () => {
    sizes.disconnect();
    canvas.removeEventListener("webglcontextlost", lost);
    canvas.removeEventListener("webglcontextrestored", found);
  };
}

/** Whether a key meant something. */
function keyed(event: KeyboardEvent, stage: Stage, props: ScatterProps, gestures: Gestures): boolean {
  const { view, size } = stage;
  if (!view) return false;
  if (event.key === "Escape") return gestures.giveUp();
  if (event.key === "Enter") {
    props.onPick(stage.rowAt([size.width / 2, size.height / 2], true), event.shiftKey);
    return true;
  }
  const next = afterKey(event, props.camera.peek(), view, size);
  if (next) props.camera.value = next;
  return next !== null;
}

/** What is being drawn around points. */
function Drawn({ spots, box }: { spots: readonly Spot[]; box: boolean }) {
  const [first, last] = [spots[0], spots.at(-1)];
  if (!first || !last) return null;
  const corners = box ? [first, [last[0], first[1]], last, [first[0], last[1]]] : spots;
  return (
    <svg class="scatter-outline" aria-hidden="true">
      <polygon points={corners.map((spot) => spot.join()).join(" ")} />
    </svg>
  );
}

async function png(stage: Stage | null): Promise<Blob> {
  const blob = await new Promise<Blob | null>((done) => {
    if (stage) stage.copy().toBlob(done);
    else done(null);
  });
  if (!blob) throw new Error("There is no picture to save yet.");
  return blob;
}
