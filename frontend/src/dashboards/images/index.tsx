import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

export const dashboard: Dashboard = {
  title: "Images",
  order: 30,
  Page: lazy(() => import("./page").then(({ Images }) => Images)),
};
