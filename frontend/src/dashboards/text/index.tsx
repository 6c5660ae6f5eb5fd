import { lazy } from "../../ui/lazy";
import type { Dashboard } from "..";
import "./state";

const Page = lazy(async () => (await import("./page")).Texts);

export const dashboard: Dashboard = { title: "Text", order: 50, Page };
