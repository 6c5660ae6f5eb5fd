/** The form that changes a layout: its categories, in order. What is typed is kept at once. */
import type { ComponentChildren } from "preact";
import {
  type Category,
  changeLayout,
  exactly,
  type LayoutChart,
  type OwnLayout,
  takeAway,
} from "../../layouts";
import { tagsByKind } from "../../listing";
import { ChartForm } from "./chartform";
import { moved, replaced } from "./lists";
import { Order } from "./order";

const mostOffered = 1000;

export function Editor({ layout: { id, categories } }: { layout: OwnLayout }) {
  const set = (next: readonly Category[]) => changeLayout(id, { categories: next });
  const tags = (tagsByKind.value.get("scalars") ?? []).slice(0, mostOffered);
  return (
    <div class="layout-editor">
      <datalist id="layout-tags">
        {tags.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <datalist id="layout-expressions">
        {tags.map((tag) => (
          <option key={tag} value={exactly(tag)} />
        ))}
      </datalist>
      <div class="items">
        {categories.map((category, i) => (
          <CategoryForm
            key={i}
            place={i}
            category={category}
            onChange={(next) => set(replaced(categories, i, next))}
            onLess={(what, next) => takeAway(what, id, { categories: replaced(categories, i, next) })}
          >
            <Order
              what={`category ${category.title || i + 1}`}
              place={i}
              of={categories.length}
              onMove={(to) => set(moved(categories, i, to))}
              onRemove={() =>
                takeAway(`The category “${category.title}”`, id, { categories: categories.toSpliced(i, 1) })
              }
            />
          </CategoryForm>
        ))}
      </div>
      <button
        type="button"
        class="primary"
        onClick={() => set([...categories, { title: freeTitle(categories), closed: false, charts: [] }])}
      >
        Add a category
      </button>
    </div>
  );
}

/** Categories of one title become one where layouts are merged. */
function freeTitle(categories: readonly Category[]): string {
  const taken = new Set(categories.map(({ title }) => title));
  let n = categories.length + 1;
  while (taken.has(`category ${n}`)) n++;
  return `category ${n}`;
}

interface CategoryProps {
  place: number;
  category: Category;
  onChange: (category: Category) => void;
  /** A change that takes something away, which is named. */
  onLess: (what: string, category: Category) => void;
  children: ComponentChildren;
}

function CategoryForm({ place, category, onChange, onLess, children }: CategoryProps) {
  const { title, closed, charts } = category;
  const setCharts = (next: readonly LayoutChart[]) => onChange({ ...category, charts: next });
  return (
    <section class="item category-form" aria-label={`Category ${title || place + 1}`}>
      <div class="item-head">
        <input
          type="text"
          class="title"
          aria-label="Title of the category"
          value={title}
          onInput={(event) => onChange({ ...category, title: event.currentTarget.value })}
        />
        <label class="tick">
          <input
            type="checkbox"
            checked={closed}
            onChange={(event) => onChange({ ...category, closed: event.currentTarget.checked })}
          />
          Starts folded
        </label>
        {children}
      </div>
      <div class="items">
        {charts.map((chart, i) => (
          <ChartForm
            key={i}
            id={`layout:edit/${place}/${i}`}
            chart={chart}
            onChange={(next) => setCharts(replaced(charts, i, next))}
          >
            <Order
              what={`chart ${chart.title || i + 1}`}
              place={i}
              of={charts.length}
              onMove={(to) => setCharts(moved(charts, i, to))}
              onRemove={() =>
                onLess(`The chart “${chart.title}”`, { ...category, charts: charts.toSpliced(i, 1) })
              }
            />
          </ChartForm>
        ))}
      </div>
      <div class="adding">
        <button
          type="button"
          class="text-button"
          onClick={() => setCharts([...charts, { title: "", multiline: [""] }])}
        >
          Add a chart of lines
        </button>
        <button
          type="button"
          class="text-button"
          onClick={() => setCharts([...charts, { title: "", margin: [{ value: "", lower: "", upper: "" }] }])}
        >
          Add a chart of bands
        </button>
      </div>
    </section>
  );
}
