import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { ownLayouts } from "../../layouts";
import { runs } from "../../listing";
import type { Dashboard } from "..";
import "./kept";

const page = signal<ComponentType | null>(null);

function Page() {
  useEffect(() => {
    void import("./page").then(({ CustomScalars }) => {
      page.value = CustomScalars;
    });
  }, []);
  const Loaded = page.value;
  return Loaded && <Loaded />;
}

/** Layouts: one for each run that carries one, and those made here. */
const count = computed(() => {
  const carried = [...runs.value.values()].filter(({ tags }) => tags.has("custom_scalars"));
  return carried.length + ownLayouts.value.length;
});

export const dashboard: Dashboard = { title: "Custom scalars", order: 15, Page, count };
