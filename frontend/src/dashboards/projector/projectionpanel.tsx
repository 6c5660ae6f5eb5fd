/** How vectors become points: the method, its parameters, and how far it is. */
import type { JSX } from "preact";
import { things } from "../../plot/formats";
import { Segmented } from "../../ui/segmented";
import { AxesForm } from "./axesform";
import { chosen, rowsOf } from "./embeddings";
import { NumberField, Tick } from "./fields";
import { PcaForm } from "./pcaform";
import { Running } from "./running";
import { Section } from "./section";
import { type Method, projector } from "./state";
import { Supervise } from "./supervise";
import { sphereized, usualPerplexity } from "./wish";

const methods: readonly (readonly [Method, string])[] = [
  ["pca", "PCA"],
  ["tsne", "t-SNE"],
  ["umap", "UMAP"],
  ["axes", "Custom"],
];

const forms: Readonly<Record<Method, () => JSX.Element>> = {
  pca: PcaForm,
  tsne: TsneForm,
  umap: UmapForm,
  axes: AxesForm,
};

export function ProjectionPanel() {
  const method = projector.method.value;
  const Form = forms[method];
  return (
    <Section name="projection" title="Projection">
      <Segmented
        label="Method"
        options={methods}
        value={method}
        onChange={(next) => {
          projector.method.value = next;
          projector.wanted.value = false;
        }}
      />
      <Space />
      <Form />
      <Running />
    </Section>
  );
}

/** What all methods share. */
function Space() {
  const isolated = projector.isolated.value;
  return (
    <>
      {projector.method.value !== "axes" && <Dimensions />}
      <Tick
        label="Sphereize"
        title="Vectors are moved to their middle and brought to length 1 before they are projected and compared"
        checked={sphereized.value}
        onChange={(on) => {
          projector.sphereize.value = on;
          projector.wanted.value = false;
        }}
      />
      {isolated && (
        <Tick
          label={`Only the ${things(isolated.length, "isolated point")}`}
          title="The others are left out when the projection is computed"
          checked={projector.ofIsolated.value}
          onChange={(on) => {
            projector.ofIsolated.value = on;
          }}
        />
      )}
    </>
  );
}

const spaces = [
  ["2", "2-D"],
  ["3", "3-D"],
] as const;

function Dimensions() {
  return (
    <Segmented
      label="Dimensions"
      options={spaces}
      value={projector.dimensions.value === 2 ? "2" : "3"}
      onChange={(next) => {
        projector.dimensions.value = next === "2" ? 2 : 3;
      }}
    />
  );
}

function TsneForm() {
  const wish = projector.tsne.value;
  const rows = projector.ofIsolated.value ? (projector.isolated.value?.length ?? 0) : rowsOf(chosen.value);
  const set = (more: Partial<typeof wish>) => {
    projector.tsne.value = { ...wish, ...more };
    projector.wanted.value = false;
  };
  return (
    <>
      <NumberField
        label="Perplexity"
        title="Roughly how many neighbours of a point count: a fourth of the root of all points, if nobody says otherwise"
        value={wish.perplexity ?? usualPerplexity(rows)}
        min={2}
        max={1000}
        sliderMax={100}
        step={1}
        onChange={(perplexity) => set({ perplexity })}
      />
      <NumberField
        label="Learning rate"
        title="How far points move in an iteration; empty takes what suits their number"
        auto={0}
        value={wish.rate}
        min={0}
        max={10_000}
        sliderMax={1000}
        step={10}
        onChange={(rate) => set({ rate })}
      />
      <NumberField
        label="Iterations"
        value={wish.iterations}
        min={50}
        max={10_000}
        sliderMax={3000}
        step={50}
        onChange={(n) => set({ iterations: Math.round(n) })}
      />
      <NumberField
        label="Exaggeration"
        title="How much neighbours attract each other in the beginning"
        value={wish.exaggeration}
        min={1}
        max={50}
        step={1}
        onChange={(exaggeration) => set({ exaggeration })}
      />
      <Supervise />
    </>
  );
}

const metrics = [
  ["euclidean", "Euclidean"],
  ["cosine", "Cosine"],
] as const;

function UmapForm() {
  const wish = projector.umap.value;
  const set = (more: Partial<typeof wish>) => {
    projector.umap.value = { ...wish, ...more };
    projector.wanted.value = false;
  };
  return (
    <>
      <NumberField
        label="Neighbours"
        title="Few keep what is near together, many the shape of the whole"
        value={wish.neighbours}
        min={2}
        max={200}
        sliderMax={50}
        step={1}
        onChange={(n) => set({ neighbours: Math.round(n) })}
      />
      <NumberField
        label="Min distance"
        title="How close points may come to each other: little makes tight clumps"
        value={wish.distance}
        min={0}
        max={0.99}
        step={0.01}
        onChange={(distance) => set({ distance })}
      />
      <Segmented
        label="Distance of vectors"
        options={metrics}
        value={wish.metric}
        onChange={(metric) => set({ metric })}
      />
      <Supervise />
    </>
  );
}
