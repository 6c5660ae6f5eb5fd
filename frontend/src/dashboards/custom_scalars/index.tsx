import { computed } from "@preact/signals";
import { linkedLayout, ownLayouts } from "../../layouts";
import { runs } from "../../listing";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import "./kept";

/** Layouts: one for each run that carries one, those made here, and one that came with the address. */
const count = computed(() => {
  const carried = [...runs.value.values()].filter(({ tags }) => tags.has("custom_scalars"));
  const linked = linkedLayout.value;
  const foreign = linked && !ownLayouts.value.some(({ id }) => id === linked.id);
  return carried.length + ownLayouts.value.length + (foreign ? 1 : 0);
});

export const dashboard: Dashboard = {
  title: "Custom scalars",
  order: 15,
  Page: lazy(async () => (await import("./page")).CustomScalars),
  count,
};
