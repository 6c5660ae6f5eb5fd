/** Where the points stand in the scene, and which are not to be seen. */
import { computed } from "@preact/signals";
import { chosen, rowsOf } from "./embeddings";
import { type Layout, layout } from "./job";
import { projector } from "./state";

/** The layout, unless it is of something else than what is looked at: that of another step stays until the new one is there. */
const shown = computed<Layout | null>(() => {
  const found = layout.value;
  const embedding = chosen.value;
  if (!found || !embedding) return null;
  const related = embedding.group !== "" && found.embedding.group === embedding.group;
  return related || found.embedding.id === embedding.id ? found : null;
});

/** Which columns of the layout are drawn to the right, up and towards the eye. */
const axes = computed<readonly number[]>(() => {
  const found = shown.value;
  if (!found) return [];
  const places = found.method === "pca" ? projector.components.value : [0, 1, 2];
  const wanted = found.method === "axes" ? 2 : projector.dimensions.value;
  const there = Math.min(wanted, found.columns.length);
  return places.slice(0, there);
});

/** Whether points are seen in depth. */
export const depth = computed<2 | 3>(() => (axes.value.length === 3 ? 3 : 2));

/** Names of the axes, where they mean something. */
export const axisNames = computed<readonly string[] | null>(() => {
  const found = shown.value;
  if (found?.method === "pca") return axes.value.map((component) => `component ${component + 1}`);
  if (found?.method !== "axes") return null;
  const { left, right, down, up } = projector.axes.value;
  return [`${left || "…"} → ${right || "…"}`, `${down || "…"} → ${up || "…"}`];
});

/** x, y, z of each row; NaN for one that the layout does not have. */
export const positions = computed<Float32Array | null>(() => {
  const found = shown.value;
  const rows = found ? rowsOf(found.embedding) : 0;
  if (!found || !rows) return null;
  const all = new Float32Array(3 * rows);
  if (found.rows) all.fill(Number.NaN);
  axes.value.forEach((component, axis) => {
    const column = found.columns[component];
    if (!column) return;
    const places = found.rows;
    for (let i = 0; i < column.length; i++)
      all[3 * (places ? (places[i] as number) : i) + axis] = column[i] as number;
  });
  if (found.rows && axes.value.length < 3) for (const row of found.rows) all[3 * row + 2] = 0;
  return all;
});

/** How many rows the layout is for; the same number while it forms. */
export const rowCount = computed(() => (positions.value?.length ?? 0) / 3);
