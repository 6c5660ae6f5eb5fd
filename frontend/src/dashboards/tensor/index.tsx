import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

export const dashboard: Dashboard = {
  title: "Tensors",
  order: 90,
  kinds: "rest",
  Page: lazy(() => import("./page").then(({ Tensors }) => Tensors)),
};
