import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

const Page = lazy(() => import("./page").then(({ Histograms }) => Histograms));

export const dashboard: Dashboard = { title: "Histograms", order: 60, Page };
