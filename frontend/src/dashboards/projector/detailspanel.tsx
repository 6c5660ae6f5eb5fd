/** All that is known of the chosen point. */
import { useEffect, useRef, useState } from "preact/hooks";
import { value } from "../../plot/formats";
import { copy } from "../../ui/clipboard";
import { useFetched } from "../../ui/fetched";
import { IconButton } from "../../ui/icons";
import { choosePoint, pick } from "./acts";
import { address, chosen } from "./embeddings";
import { columns, nameOf, textOf } from "./labels";
import { fetchVector } from "./requests";
import { Section } from "./section";
import { sprite } from "./sprite";
import { projector } from "./state";

export function DetailsPanel() {
  const row = projector.point.value;
  if (row === null) return null;
  return (
    <Section name="details" title="Point">
      <div class="pj-details" data-details={row}>
        <div class="pj-row">
          <b class="pj-who">{nameOf(row)}</b>
          <span class="end">
            <IconButton
              icon={projector.selection.value.includes(row) ? "minus" : "plus"}
              label={
                projector.selection.value.includes(row) ? "Take out of the selection" : "Add to the selection"
              }
              onClick={() => pick(row, true)}
            />
            <IconButton icon="close" label="Choose no point" onClick={() => choosePoint(null)} />
          </span>
        </div>
        <Picture row={row} />
        <dl>
          <dt>row</dt>
          <dd>{row}</dd>
          {columns.value.map((column) => (
            <div key={column.name}>
              <dt>{column.name}</dt>
              <dd>{textOf(column, row)}</dd>
            </div>
          ))}
        </dl>
        <Vector key={row} row={row} />
      </div>
    </Section>
  );
}

/** The point's own picture, cut out of the sheet. */
function Picture({ row }: { row: number }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const sheet = sprite.value;
  useEffect(() => {
    const context = ref.current?.getContext("2d");
    if (!sheet || !context) return;
    const { image, width, height } = sheet;
    const across = Math.max(1, Math.floor(image.width / width));
    const [x, y] = [(row % across) * width, Math.floor(row / across) * height];
    context.clearRect(0, 0, width, height);
    context.drawImage(image, x, y, width, height, 0, 0, width, height);
  }, [sheet, row]);
  if (!sheet) return null;
  const { width, height } = sheet;
  return (
    <canvas
      ref={ref}
      class="pj-picture"
      width={width}
      height={height}
      role="img"
      aria-label={`Picture of row ${row}`}
    />
  );
}

/** The numbers that the point is made of. */
function Vector({ row }: { row: number }) {
  const from = address.value;
  const key = JSON.stringify([from, chosen.value?.version, row]);
  const { value: numbers, error } = useFetched(key, (signal) =>
    from ? fetchVector(from, row, signal) : Promise.resolve([]),
  );
  const [said, setSaid] = useState("Copy the vector");
  if (error) return <p class="warn">{error}</p>;
  if (!numbers?.length) return null;
  const finite = numbers.filter((n): n is number => typeof n === "number");
  const length = Math.hypot(...finite);
  return (
    <>
      <Profile numbers={numbers} />
      <p class="quiet">
        {`${numbers.length} numbers from ${value(Math.min(...finite))} to ${value(Math.max(...finite))}, length ${value(length)}`}
      </p>
      <button
        type="button"
        class="text-button"
        onClick={async () => {
          setSaid((await copy(numbers.join("\t"))) ? "Copied" : "Could not be copied");
          setTimeout(() => setSaid("Copy the vector"), 2000);
        }}
      >
        {said}
      </button>
    </>
  );
}

/** The vector as bars up and down from zero. */
function Profile({ numbers }: { numbers: readonly (number | string | null)[] }) {
  const shown = numbers.slice(0, 512).map((n) => (typeof n === "number" ? n : 0));
  const most = Math.max(...shown.map(Math.abs)) || 1;
  const path = shown.map((n, i) => `M${i + 0.5} 20V${(20 - (19 * n) / most).toFixed(2)}`).join("");
  return (
    <svg class="pj-profile" viewBox={`0 0 ${shown.length} 40`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
