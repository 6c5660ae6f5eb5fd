/** Puts a chart into a layout of custom scalars that is made in this browser. */
import { useState } from "preact/hooks";
import {
  addLayout,
  type Category,
  changeLayout,
  chosenLayout,
  exactly,
  type LayoutChart,
  type OwnLayout,
  ownLayouts,
} from "../layouts";
import { view } from "../view";
import type { Spec } from "./spec";

export function ToLayout({ spec }: { spec: Spec }) {
  const [into, setInto] = useState<OwnLayout | null>(null);
  const add = (id: string) => {
    const chart = chartOf(spec);
    const layout = ownLayouts.peek().find((own) => own.id === id);
    if (layout) changeLayout(id, { categories: withChart(layout.categories, chart) });
    setInto(layout ?? addLayout({ name: "My layout", categories: withChart([], chart) }));
  };
  if (into) {
    return (
      <p role="status">
        {`In the layout “${into.name}”. `}
        <button
          type="button"
          class="text-button"
          onClick={() => {
            chosenLayout.value = `own:${into.id}`;
            view.tab.value = "custom_scalars";
          }}
        >
          Show it
        </button>
      </p>
    );
  }
  return (
    <label class="row">
      <span>Add to a layout</span>
      <select value="none" onChange={(event) => add(event.currentTarget.value)}>
        <option value="none">a layout…</option>
        {ownLayouts.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="">a new one</option>
      </select>
    </label>
  );
}

/** The filter of a card finds a match anywhere, in letters of either case; a layout's expressions say so themselves. */
function chartOf({ title, tags, combined }: Spec): LayoutChart {
  const anywhere = combined?.pattern ? [`(?i).*(?:${combined.pattern})`] : [];
  return { title, multiline: [...anywhere, ...(combined?.tags ?? tags).map(exactly)] };
}

function withChart(categories: readonly Category[], chart: LayoutChart): readonly Category[] {
  const last = categories.at(-1) ?? { title: "charts", closed: false, charts: [] };
  return [...categories.slice(0, -1), { ...last, charts: [...last.charts, chart] }];
}
