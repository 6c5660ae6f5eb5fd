/** The points, what can be done with the pointer, and what there is to say where there are none. */
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { fileName, hand } from "../../charts/save";
import { count, things } from "../../plot/formats";
import { Message } from "../../ui/blank";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import { pick, select } from "./acts";
import { colourColumn, colours } from "./colouring";
import { chosen } from "./embeddings";
import { jobError, progress, running } from "./job";
import { labelsError, nameIn } from "./labels";
import { marked } from "./marking";
import { Problems } from "./none";
import { axisNames, depth, positions } from "./points";
import { Scatter } from "./scene/scatter";
import { home, type ScatterHandle } from "./scene/types";
import { counted, hidden, selected } from "./seen";
import { sequences } from "./sequences";
import { sprite, spriteError } from "./sprite";
import { passing, projector, projectorSettings } from "./state";

export function Stage() {
  const embedding = chosen.value;
  const places = positions.value;
  const handle = useRef<ScatterHandle>(null);
  if (!embedding) return null;
  if (embedding.error) {
    return (
      <div class="pj-stage">
        <Message title={`${embedding.name} cannot be shown`}>
          <p role="alert">{embedding.error}</p>
          <Problems />
        </Message>
      </div>
    );
  }
  return (
    <div
      class="pj-stage"
      data-points={places ? places.length / 3 : ""}
      data-job={progress.value?.state ?? ""}
    >
      {places ? <Points handle={handle} /> : <Nothing />}
      {places && <Tools handle={handle} />}
      <Notes />
    </div>
  );
}

/** Before there is a first layout. */
function Nothing() {
  const problem = jobError.value;
  if (problem)
    return (
      <Message title="These vectors could not be projected">
        <p>{problem}</p>
      </Message>
    );
  if (projector.method.value === "axes" && !running.value)
    return (
      <Message title="Own axes need their ends">
        <p>Say what is to be left or right, up or down: searches at the left find the points there.</p>
      </Message>
    );
  return <Message title={running.value ? "Laying the points out…" : "Reading the vectors…"} />;
}

interface WithHandle {
  handle: RefObject<ScatterHandle | null>;
}

function Points({ handle }: WithHandle) {
  const places = positions.value as Float32Array;
  const dimensions = depth.value;
  useFlatCamera(dimensions);
  const label = nameIn.value;
  const lines = sequences.value;
  const pictures = projectorSettings.sprites.value === "on" ? sprite.value : null;
  const tinted = colourColumn.value !== null;
  const sheet = useMemo(() => pictures && { ...pictures, tinted }, [pictures, tinted]);
  const { drawn } = counted.value;
  return (
    <Scatter
      positions={places}
      dimensions={dimensions}
      colours={colours.value}
      hidden={hidden.value}
      selected={selected.value}
      marked={marked.value}
      label={label}
      labelled={projectorSettings.names.value === "on"}
      sprite={sheet}
      lines={lines}
      camera={projector.camera}
      mode={passing.mode}
      axes={axisNames.value}
      title={`${chosen.value?.name}, ${things(drawn, "point")} in ${dimensions}-D`}
      handle={handle}
      onHover={(row) => {
        passing.hovered.value = row;
      }}
      onPick={pick}
      onSelect={select}
    />
  );
}

/** Nothing is to be turned in a plane, and in space it is to be seen that there is depth. */
function useFlatCamera(dimensions: 2 | 3): void {
  useEffect(() => {
    const camera = projector.camera.peek();
    const flat = camera.turn === 0 && camera.tilt === 0;
    if (flat === (dimensions === 2)) return;
    const { turn, tilt } = home(dimensions);
    projector.camera.value = { ...camera, turn, tilt };
  }, [dimensions]);
}

const modes = [
  ["orbit", "Turn"],
  ["box", "Box"],
  ["lasso", "Lasso"],
] as const;

function Tools({ handle }: WithHandle) {
  const flat = depth.value === 2;
  const save = async () => {
    const blob = await handle.current?.png();
    if (blob) hand(blob, `${fileName(chosen.peek()?.name ?? "points")}.png`);
  };
  return (
    <div class="pj-tools">
      <Segmented
        label="What dragging does"
        options={modes.map(([mode, text]) => [mode, mode === "orbit" && flat ? "Move" : text] as const)}
        value={passing.mode.value}
        onChange={(mode) => {
          passing.mode.value = mode;
        }}
      />
      <IconButton icon="full" label="Show all, from the front" onClick={() => handle.current?.fit()} />
      <IconButton icon="save" label="Save as PNG" onClick={() => void save()} />
    </div>
  );
}

/** Beneath the points: how many are drawn, and what is wrong with what is said about them. */
function Notes() {
  const { drawn, lost, rows } = counted.value;
  const sentences = [
    labelsError.value,
    spriteError.value,
    lost && positions.value
      ? `${things(lost, "point")} ${lost === 1 ? "has" : "have"} no place here: not projected, or with numbers that are not finite.`
      : "",
  ].filter(Boolean);
  return (
    <div class="pj-notes">
      {sentences.map((sentence) => (
        <p key={sentence} class="warn" role="status">
          {sentence}
        </p>
      ))}
      {rows > 0 && drawn + lost < rows && (
        <p class="quiet">{`${count(drawn)} of ${things(rows, "point")} shown`}</p>
      )}
    </div>
  );
}
