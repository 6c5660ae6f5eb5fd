import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

export const dashboard: Dashboard = {
  title: "Audio",
  order: 40,
  Page: lazy(() => import("./page").then(({ Sounds }) => Sounds)),
};
