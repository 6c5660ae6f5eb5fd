import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";

const Page = lazy(() => import("./page").then(({ PRCurves }) => PRCurves));

export const dashboard: Dashboard = { title: "PR curves", order: 65, Page };
