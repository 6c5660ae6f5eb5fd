/** One run's mesh, to be turned, moved and come close to, by pointer and by keys. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { partsOf } from "../../gl/colour";
import { orbited } from "../../gl/orbit";
import { inkOf } from "../../plot/colours";
import { count, moment, step, things } from "../../plot/formats";
import { addressOf, type Steps } from "../../steps";
import { useFetched } from "../../ui/fetched";
import { RunName, Swatch } from "../../ui/name";
import { type Camera, extentOf, front, panned, zoomed } from "./camera";
import { draw } from "./renderer";
import { fetchMesh, type Mesh } from "./request";

interface ViewProps {
  steps: Steps;
  place: number;
  camera: Camera;
  setCamera: (next: (camera: Camera) => Camera) => void;
  item: number;
  setItem: (item: number) => void;
}

export function View({ steps, place, item, setItem, ...looking }: ViewProps) {
  const key = JSON.stringify([steps.run, steps.tag, addressOf(steps, place), item]);
  const { value: mesh, error } = useFetched(key, (signal) => fetchMesh(steps, place, item, signal));
  return (
    <section class="mesh" data-mesh-run={steps.run} aria-label={`Mesh of ${steps.run}`}>
      <div class="run-head">
        <Swatch run={steps.run} />
        <RunName run={steps.run} />
        <small
          title={moment(steps.wall[place] as number)}
        >{`step ${step(steps.step[place] as number)}`}</small>
      </div>
      {error && <p class="card-said">{error}</p>}
      {mesh && !error && <Picture run={steps.run} mesh={mesh} {...looking} />}
      {mesh && !error && <Facts mesh={mesh} item={item} setItem={setItem} />}
    </section>
  );
}

function Facts({ mesh, item, setItem }: { mesh: Mesh; item: number; setItem: (item: number) => void }) {
  const faces = mesh.faces ? `, ${things(mesh.faces.length / 3, "face")}` : "";
  return (
    <p class="card-said">
      {mesh.items > 1 && (
        <label class="mesh-item">
          item{" "}
          <input
            type="number"
            min={0}
            max={mesh.items - 1}
            value={item}
            onChange={({ currentTarget }) => {
              setItem(Math.max(0, Math.min(mesh.items - 1, Math.round(currentTarget.valueAsNumber || 0))));
            }}
          />{" "}
          of {count(mesh.items)} ·{" "}
        </label>
      )}
      {`${things(mesh.vertices.length / 3, "vertex", "vertices")}${faces}`}
      {mesh.notes.map((note) => (
        <span key={note} class="mesh-note">
          {` ${note}`}
        </span>
      ))}
    </p>
  );
}

const keys: Record<string, (camera: Camera) => Camera> = {
  ArrowLeft: (camera) => orbited(camera, -0.12, 0),
  ArrowRight: (camera) => orbited(camera, 0.12, 0),
  ArrowUp: (camera) => orbited(camera, 0, -0.12),
  ArrowDown: (camera) => orbited(camera, 0, 0.12),
  "+": (camera) => zoomed(camera, 1 / 1.2),
  "-": (camera) => zoomed(camera, 1.2),
  "0": () => front,
};

function Picture({
  run,
  mesh,
  camera,
  setCamera,
}: { run: string; mesh: Mesh } & Pick<ViewProps, "camera" | "setCamera">) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  const extent = useMemo(() => extentOf(mesh.vertices), [mesh]);
  const { colour } = inkOf(run);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = canvas;
      setSize([Math.round(clientWidth * devicePixelRatio), Math.round(clientHeight * devicePixelRatio)]);
    });
    observer.observe(canvas);
    const turn = (event: WheelEvent) => {
      // Scrolling the page past a picture must not turn into zooming.
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      setCamera((now) => zoomed(now, 1.0015 ** event.deltaY));
    };
    canvas.addEventListener("wheel", turn, { passive: false });
    return () => {
      observer.disconnect();
      canvas.removeEventListener("wheel", turn);
    };
  }, []);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas || !size[0] || !size[1]) return undefined;
    const frame = requestAnimationFrame(() => {
      const pointSize =
        (mesh.settings.material?.size ?? 0) > 0.5 ? 4 : pointSizeFor(mesh.vertices.length / 3);
      try {
        const [width, height] = size;
        draw(canvas, {
          width,
          height,
          mesh,
          extent,
          camera,
          ink: partsOf(colour),
          pointSize: pointSize * devicePixelRatio,
        });
        canvas.dataset.drawn = String(mesh.vertices.length / 3);
      } catch {
        setFailed(true);
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [mesh, extent, camera, colour, size]);
  if (failed) return <p class="card-said">This browser cannot draw it: it has no WebGL 2.</p>;
  return (
    <canvas
      ref={ref}
      class="mesh-picture"
      tabIndex={0}
      role="img"
      aria-label="Drag or use the arrow keys to turn, Shift and drag to move, plus and minus to come close, 0 to begin anew"
      title="Drag: turn · Shift and drag: move · click, then scroll: come close · double click: begin anew"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { clientHeight } = event.currentTarget;
        const [right, down] = [event.movementX / clientHeight, event.movementY / clientHeight];
        setCamera((now) => (event.shiftKey ? panned(now, right, -down) : orbited(now, right * 3, down * 3)));
      }}
      onDblClick={() => setCamera(() => front)}
      onKeyDown={(event) => {
        const act = keys[event.key];
        if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        setCamera(act);
      }}
    />
  );
}

function pointSizeFor(points: number): number {
  return points > 50_000 ? 1.5 : points > 5_000 ? 2.5 : 4;
}
