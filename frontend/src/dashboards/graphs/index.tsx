import { computed } from "@preact/signals";
import { drawnBeside } from "../../beside";
import { tagsByKind } from "../../listing";
import { openedIn } from "../../opened";
import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import { graphKinds, sessionKinds } from "./kinds";

/** Graphs: those of events by their tags, files beside them, and one that was opened. */
const count = computed(() => {
  const logged = graphKinds.reduce((n, kind) => n + (tagsByKind.value.get(kind)?.length ?? 0), 0);
  return logged + drawnBeside("graphs").value.length + (openedIn("graphs") ? 1 : 0);
});

export const dashboard: Dashboard = {
  title: "Graphs",
  order: 84,
  kinds: [...graphKinds, ...sessionKinds],
  Page: lazy(() => import("./page").then(({ Graphs }) => Graphs)),
  count,
};
