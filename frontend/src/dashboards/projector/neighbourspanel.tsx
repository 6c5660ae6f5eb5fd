/** The nearest neighbours of the chosen point, with their distances. */
import { count, value } from "../../plot/formats";
import { Segmented } from "../../ui/segmented";
import { isolate, select } from "./acts";
import { NumberField } from "./fields";
import { neighbours, neighboursError } from "./neighbours";
import { PointList } from "./pointlist";
import { Section } from "./section";
import { projector, projectorSettings } from "./state";

const metrics = [
  ["cosine", "Cosine"],
  ["euclidean", "Euclidean"],
  ["dot", "Dot"],
] as const;

export function NeighboursPanel() {
  const { metric, neighbours: wanted } = projectorSettings;
  if (projector.point.value === null) return null;
  const found = neighbours.value;
  return (
    <Section name="neighbours" title="Nearest neighbours" note={found ? count(found.rows.length) : ""}>
      <Segmented
        label="Distance"
        options={metrics}
        value={metric.value}
        onChange={(next) => {
          metric.value = next;
        }}
      />
      <NumberField
        label="Number"
        value={wanted.value}
        min={1}
        max={999}
        sliderMax={200}
        step={1}
        onChange={(n) => {
          wanted.value = Math.round(n);
        }}
      />
      {neighboursError.value && (
        <p class="warn" role="alert">
          {neighboursError.value}
        </p>
      )}
      {found && <Found />}
    </Section>
  );
}

function Found() {
  const found = neighbours.value;
  if (!found) return null;
  const { rows, distances, of } = found;
  const [low, high] = [Math.min(...distances, 0), Math.max(...distances)];
  const measure = (place: number) => {
    const distance = distances[place] ?? Number.NaN;
    return { text: value(distance), share: high > low ? (distance - low) / (high - low) : 0 };
  };
  const all = Uint32Array.of(of, ...rows).sort();
  return (
    <>
      <PointList label="Nearest neighbours" rows={rows} measure={measure} />
      <div class="pj-row">
        <button type="button" class="text-button" onClick={() => select(all, false)}>
          Select them
        </button>
        <button type="button" class="text-button" onClick={() => isolate(all)}>
          Isolate them
        </button>
      </div>
    </>
  );
}
