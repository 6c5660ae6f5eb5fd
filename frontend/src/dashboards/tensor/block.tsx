/** One run's tensor at one step: what it is, a small picture, and a window of its numbers that can be moved. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { pixelsOf, rangeOf } from "../../plot/colourmap";
import { count, moment, step, things, value as written } from "../../plot/formats";
import { addressOf, type Steps } from "../../steps";
import { useFetched } from "../../ui/fetched";
import { RunName, Swatch } from "../../ui/name";
import {
  type Cell,
  fetchPicture,
  fetchTensor,
  fileUrl,
  type Picture,
  type Tensor,
  type Window,
} from "./request";

interface BlockProps {
  steps: Steps;
  place: number;
  full: boolean;
}

const start: Window = { slice: null, row: 0, column: 0 };
const sizes = { card: [6, 6], full: [24, 16] } as const;

export function Block({ steps, place, full }: BlockProps) {
  const [window, setWindow] = useState(start);
  const size = full ? sizes.full : sizes.card;
  const key = JSON.stringify([steps.run, steps.tag, addressOf(steps, place), window.slice]);
  const tensor = useFetched(JSON.stringify([key, window, size]), (signal) =>
    fetchTensor(steps, place, window, size, signal),
  );
  return (
    <Frame steps={steps} place={place}>
      {tensor.error ? (
        <p class="card-said">{tensor.error}</p>
      ) : (
        tensor.value && (
          <>
            <Facts tensor={tensor.value} kind={steps.kind} file={fileUrl(steps, place)} />
            <div class="tensor-body">
              {tensor.value.statistics && (
                <Heat steps={steps} place={place} window={window} id={key} matrix={tensor.value.matrix} />
              )}
              <Numbers
                tensor={tensor.value}
                size={size}
                move={(change) => setWindow((now) => ({ ...now, ...change }))}
              />
            </div>
          </>
        )
      )}
    </Frame>
  );
}

function Frame(props: { steps: Steps; place: number; children: ComponentChildren }) {
  const { steps, place, children } = props;
  return (
    <section class="tensor" data-tensor-run={steps.run} aria-label={`Tensor of ${steps.run}`}>
      <div class="run-head">
        <Swatch run={steps.run} />
        <RunName run={steps.run} />
        <small
          title={moment(steps.wall[place] as number)}
        >{`step ${step(steps.step[place] as number)}`}</small>
      </div>
      {children}
    </section>
  );
}

function Facts({ tensor, kind, file }: { tensor: Tensor; kind: string; file: string }) {
  const { type, shape, statistics } = tensor;
  const said = statistics && [
    `${written(statistics.least)} … ${written(statistics.greatest)}`,
    `mean ${written(statistics.mean)} ± ${written(statistics.deviation)}`,
    statistics.zeros ? `${things(statistics.zeros, "zero")}` : "",
    statistics.nonfinite ? `${count(statistics.nonfinite)} not finite` : "",
  ];
  return (
    <p class="tensor-facts">
      <b>
        {type} [{shape.join(", ")}]
      </b>{" "}
      {kind !== "tensor" && <span>{kind}</span>} {said?.filter(Boolean).join(" · ")}{" "}
      <a href={file} download="tensor.npy">
        .npy
      </a>
    </p>
  );
}

function Heat(props: { steps: Steps; place: number; window: Window; id: string; matrix: Tensor["matrix"] }) {
  const { steps, place, window, matrix } = props;
  const picture = useFetched(props.id, (signal) => fetchPicture(steps, place, window, signal)).value;
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (ref.current && picture) paint(ref.current, picture);
  }, [picture]);
  if (!picture || picture.cells.length < 2) return null;
  const [rows, columns] = picture.shape;
  const range = rangeOf(picture.cells);
  return (
    <canvas
      ref={ref}
      class="tensor-heat"
      role="img"
      width={columns}
      height={rows}
      style={{ aspectRatio: String(Math.min(4, Math.max(0.5, matrix[1] / matrix[0]))) }}
      aria-label={`Heat map from ${written(range[0])} to ${written(range[1])}`}
      title={`From ${written(range[0])} (dark) to ${written(range[1])} (light)`}
    />
  );
}

function paint(canvas: HTMLCanvasElement, { shape, cells }: Picture): void {
  const [rows, columns] = shape;
  const pixels = pixelsOf(cells, "viridis") as Uint8ClampedArray<ArrayBuffer>;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, columns, rows), 0, 0);
}

interface NumbersProps {
  tensor: Tensor;
  size: readonly [rows: number, columns: number];
  move: (change: Partial<Window>) => void;
}

function Numbers({ tensor, size, move }: NumbersProps) {
  const { row, column, values, matrix } = tensor;
  if (!values.length) return <p class="card-said">No elements.</p>;
  return (
    <div class="tensor-numbers">
      <SliceFields tensor={tensor} choose={(slice) => move({ slice, row: 0, column: 0 })} />
      <div class="tensor-scroll">
        <table>
          <thead>
            <tr>
              <th />
              {values[0]?.map((_, i) => (
                <th key={column + i} scope="col">
                  {column + i}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {values.map((line, i) => (
              <tr key={row + i}>
                <th scope="row">{row + i}</th>
                {line.map((cell, j) => (
                  <td key={column + j} title={String(cell)}>
                    {inShort(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Mover what="row" at={row} shown={size[0]} of={matrix[0]} go={(at) => move({ row: at })} />
      <Mover what="column" at={column} shown={size[1]} of={matrix[1]} go={(at) => move({ column: at })} />
    </div>
  );
}

function inShort(cell: Cell): string {
  return typeof cell === "number" ? written(cell) : String(cell);
}

/** Which matrix of a tensor of three or more dimensions. */
function SliceFields({ tensor, choose }: { tensor: Tensor; choose: (slice: readonly number[]) => void }) {
  const { slice, shape } = tensor;
  if (!slice.length) return null;
  return (
    <p class="tensor-slice">
      [
      {slice.map((at, dimension) => (
        <span key={dimension}>
          <input
            type="number"
            min={0}
            max={(shape[dimension] ?? 1) - 1}
            value={at}
            aria-label={`Place along dimension ${dimension}, of ${shape[dimension]}`}
            onChange={({ currentTarget }) => {
              const next = Math.round(
                Math.min(Math.max(0, currentTarget.valueAsNumber || 0), Number(currentTarget.max)),
              );
              choose(slice.map((old, i) => (i === dimension ? next : old)));
            }}
          />
          ,{" "}
        </span>
      ))}
      :, :]
    </p>
  );
}

function Mover(props: { what: string; at: number; shown: number; of: number; go: (at: number) => void }) {
  const { what, at, shown, of, go } = props;
  if (of <= shown) return null;
  const last = of - shown;
  return (
    <label class="tensor-mover">
      {`${what}s ${count(at)}–${count(Math.min(at + shown, of) - 1)} of ${count(of)}`}
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label={`First ${what}`}
        onChange={({ currentTarget }) => go(Math.min(last, currentTarget.valueAsNumber))}
      />
    </label>
  );
}
