/** A stage for a picture on the page: made once there is a canvas, given what changes, listening to pointer and keys. */
import type { RefObject } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { deedsOf, Pointer } from "./deeds";
import { Gestures, type Spot } from "./gestures";
import { type Given, useGiven } from "./given";
import { afterKey } from "./keys";
import { Stage } from "./stage";
import { home, type ScatterProps } from "./types";

export interface Looked {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
  /** Null before the first drawing. */
  readonly stage: Stage | null;
  /** The point under the pointer. */
  readonly hovered: number | null;
  /** What is being drawn around points. */
  readonly outline: readonly Spot[] | null;
  /** Whether the graphics card has taken the picture away. */
  readonly gone: boolean;
}

export function useLooked(props: ScatterProps): Looked {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [outline, setOutline] = useState<readonly Spot[] | null>(null);
  const [gone, setGone] = useState(false);
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
    const hover = (row: number | null) => {
      setHovered(row);
      latest.current.onHover(row);
    };
    return listening(canvas.current, stage, () => latest.current, { hover, draw: setOutline, lose: setGone });
  }, [stage]);
  useHandle(props, stage, given);
  return { canvas, overlay, stage, hovered, outline, gone };
}

interface Told {
  hover(row: number | null): void;
  draw(outline: readonly Spot[] | null): void;
  lose(gone: boolean): void;
}

/** Until the function it returns is called. */
function listening(
  canvas: HTMLCanvasElement,
  stage: Stage,
  props: () => ScatterProps,
  told: Told,
): () => void {
  const pointer = new Pointer(stage, told.hover);
  const gestures = new Gestures(canvas, deedsOf(stage, pointer, props, told.draw));
  const stop = [gestures.listen(), watched(canvas, stage, told.lose), () => pointer.close()];
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keyed(event, stage, props(), gestures)) event.preventDefault();
  };
  canvas.addEventListener("keydown", key);
  return () => {
    for (const one of stop) one();
    canvas.removeEventListener("keydown", key);
  };
}

/** Follows the canvas's size and the fate of its context until the function it returns is called. */
function watched(canvas: HTMLCanvasElement, stage: Stage, tell: (gone: boolean) => void): () => void {
  const sizes = new ResizeObserver(() => {
    stage.resize({ width: canvas.clientWidth, height: canvas.clientHeight });
  });
  sizes.observe(canvas);
  const lost = (event: Event) => {
    // Only then is it given back.
    event.preventDefault();
    stage.lost(true);
    tell(true);
  };
  const found = () => {
    stage.lost(false);
    tell(false);
  };
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
  const next = event.key === "0" ? stage.fitted() : afterKey(event, props.camera.peek(), view, size);
  if (next) props.camera.value = next;
  return next !== null;
}

function useHandle({ handle, camera, dimensions }: ScatterProps, stage: Stage | null, given: Given): void {
  const make = () => ({
    png: () => png(stage),
    fit: () => {
      camera.value = stage?.fitted() ?? home(dimensions);
    },
    goTo: (row: number) => {
      const { at } = given.layout;
      const centre = [0, 1, 2].map((axis) => at[3 * row + axis] ?? 0) as [number, number, number];
      camera.value = { ...camera.peek(), centre };
    },
  });
  useImperativeHandle(handle ?? null, make, [stage, given, camera, dimensions]);
}

async function png(stage: Stage | null): Promise<Blob> {
  const blob = await new Promise<Blob | null>((done) => {
    if (stage) stage.copy().toBlob(done);
    else done(null);
  });
  if (!blob) throw new Error("There is no picture to save yet.");
  return blob;
}
