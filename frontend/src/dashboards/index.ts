/** Finds the dashboards: every folder here whose index.tsx exports one. The folder is named for the kind it shows. */

import { computed } from "@preact/signals";
import type { ComponentType } from "preact";
import { tagsByKind } from "../listing";

export interface Dashboard {
  readonly title: string;
  /** Place among the tabs, from the left. */
  readonly order: number;
  readonly Page: ComponentType;
}

const modules = import.meta.glob<Dashboard>("./*/index.tsx", { eager: true, import: "dashboard" });

const known = Object.entries(modules)
  .map(([path, dashboard]) => ({ kind: path.split("/")[1] ?? "", ...dashboard }))
  .sort((a, b) => a.order - b.order);

/** The tabs: a dashboard is shown when some run has its kind. */
export const tabs = computed(() =>
  known.flatMap((dashboard) => {
    const tags = tagsByKind.value.get(dashboard.kind);
    return tags?.length ? [{ ...dashboard, tags: tags.length }] : [];
  }),
);
