/** Finds the dashboards: every folder here whose index.tsx exports one. The folder is named for the kind it shows. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { tagsByKind } from "../listing";
import { view } from "../view";

export interface Dashboard {
  readonly title: string;
  /** Place among the tabs, from the left. */
  readonly order: number;
  readonly Page: ComponentType;
  /** The kinds it shows, if not that of its folder alone; "rest": those that no other dashboard shows. */
  readonly kinds?: readonly string[] | "rest";
  /** What the tab counts and, if there is any, is shown for, where that is not the tags of its kinds. */
  readonly count?: ReadonlySignal<number>;
  /** Shown while it is the chosen one even if there is nothing: it says how there can be. */
  readonly stays?: true;
}

const modules = import.meta.glob<Dashboard>("./*/index.tsx", { eager: true, import: "dashboard" });

const known = Object.entries(modules)
  .map(([path, dashboard]) => {
    const folder = path.split("/")[1] ?? "";
    return { kind: folder, ...dashboard, kinds: dashboard.kinds ?? [folder] };
  })
  .sort((a, b) => a.order - b.order);

/** Hyper-parameters are columns of the runs table. */
const claimed = new Set(["hparams", ...known.flatMap(({ kinds }) => (kinds === "rest" ? [] : kinds))]);

/** The kinds in these runs that no dashboard has been made for. */
export const otherKinds = computed(() => [...tagsByKind.value.keys()].filter((kind) => !claimed.has(kind)));

/** The tabs: a dashboard is shown when some run has a kind of its. */
export const tabs = computed(() =>
  known.flatMap((dashboard) => {
    const kinds = dashboard.kinds === "rest" ? otherKinds.value : dashboard.kinds;
    const tags =
      dashboard.count?.value ?? kinds.reduce((n, kind) => n + (tagsByKind.value.get(kind)?.length ?? 0), 0);
    const held = dashboard.stays && view.tab.value === dashboard.kind;
    return tags || held ? [{ ...dashboard, tags }] : [];
  }),
);
