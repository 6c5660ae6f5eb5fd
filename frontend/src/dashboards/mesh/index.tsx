import { computed } from "@preact/signals";
import { tagsByKind } from "../../listing";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import { vertexTags } from "./parts";

export const dashboard: Dashboard = {
  title: "Meshes",
  order: 80,
  count: computed(() => vertexTags(tagsByKind.value.get("mesh") ?? []).length),
  Page: lazy(() => import("./page").then(({ Meshes }) => Meshes)),
};
