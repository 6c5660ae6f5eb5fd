import { computed } from "@preact/signals";
import { drawnBeside } from "../../beside";
import { openedIn } from "../../opened";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import { listed } from "./count";

/** Until they have been listed, the files that may hold embeddings are counted. */
const files = computed(() =>
  ["projector", "checkpoint", "vectors"].reduce((n, kind) => n + drawnBeside(kind).value.length, 0),
);

export const dashboard: Dashboard = {
  title: "Projector",
  order: 86,
  count: computed(() => (listed.value ?? files.value) + (openedIn("projector") ? 1 : 0)),
  stays: true,
  Page: lazy(() => import("./page").then(({ Projector }) => Projector)),
};
