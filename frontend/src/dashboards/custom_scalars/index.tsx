import { computed } from "@preact/signals";
import { ownLayouts } from "../../layouts";
import { runs } from "../../listing";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import "./kept";

/** Layouts: one for each run that carries one, and those made here. */
const count = computed(() => {
  const carried = [...runs.value.values()].filter(({ tags }) => tags.has("custom_scalars"));
  return carried.length + ownLayouts.value.length;
});

export const dashboard: Dashboard = {
  title: "Custom scalars",
  order: 15,
  Page: lazy(async () => (await import("./page")).CustomScalars),
  count,
};
