import type { Dashboard } from "..";
import { Scalars } from "./page";

export const dashboard: Dashboard = { title: "Scalars", order: 10, Page: Scalars };
