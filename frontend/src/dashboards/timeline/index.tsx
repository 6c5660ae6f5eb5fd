import { computed } from "@preact/signals";
import { drawnBeside } from "../../beside";
import { openedIn } from "../../opened";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import { listed } from "./entries";

/** Files are known before the list is; of run metadata only the server knows whether it tells of any time. */
const count = computed(
  () =>
    Math.max(listed.value?.length ?? 0, drawnBeside("timeline").value.length) +
    (openedIn("timeline") ? 1 : 0),
);

export const dashboard: Dashboard = {
  title: "Timelines",
  order: 88,
  Page: lazy(() => import("./page").then(({ Timelines }) => Timelines)),
  count,
};
