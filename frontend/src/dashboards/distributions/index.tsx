import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

const Page = lazy(() => import("./page").then(({ Distributions }) => Distributions));

export const dashboard: Dashboard = { title: "Distributions", order: 70, kinds: ["histograms"], Page };
