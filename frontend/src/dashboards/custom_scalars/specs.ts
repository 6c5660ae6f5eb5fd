/** From a layout to its cards: which tags each draws, and what must be said of it. */
import { computed } from "@preact/signals";
import { plain, type Spec } from "../../charts/spec";
import { scalarTags } from "../../charts/wish";
import { type Category, type LayoutChart, type Margin, mostCharts } from "../../layouts";
import { tagsByKind } from "../../listing";
import { count, things } from "../../plot/formats";
import { matches } from "./matches";
import { shown } from "./shown";

/** Tags in one chart; more are told apart by nobody. */
const mostTags = 60;

const mostExpressions = 1000;
const mostProblems = 3;

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly closed: boolean;
  readonly specs: readonly Spec[];
}

const categories = computed<readonly Category[]>(() => {
  const now = shown.value;
  return now && typeof now === "object" ? now.categories : [];
});

/** A sentence where the layout is larger than what is shown of it, else "". */
export const excess = computed(() => {
  const charts = categories.value.reduce((n, category) => n + category.charts.length, 0);
  return charts > mostCharts
    ? `This layout has ${count(charts)} charts; the first ${mostCharts} are shown.`
    : "";
});

/** The expressions that are looked up: as in TensorBoard an empty one finds nothing. */
export const expressions = computed<readonly string[]>(() => {
  const all = categories.value.flatMap(({ charts }) =>
    charts.slice(0, mostCharts).flatMap((chart) => ("multiline" in chart ? chart.multiline : [])),
  );
  return [...new Set(all)].filter(Boolean).slice(0, mostExpressions);
});

export const sections = computed<readonly Section[]>(() => {
  let room = mostCharts;
  const titles = new Map<string, number>();
  return categories.value.slice(0, mostCharts).map(({ title, closed, charts }) => {
    const own = charts.slice(0, room);
    room -= own.length;
    const id = `layout:${numbered(titles, title)}`;
    const names = new Map<string, number>();
    const specs = own.map((chart) => specOf(`${id}/${numbered(names, chart.title)}`, chart));
    return { id, title: title || "untitled", closed, specs };
  });
});

/** A name that was seen before gets a number. */
function numbered(seen: Map<string, number>, name: string): string {
  const n = (seen.get(name) ?? 0) + 1;
  seen.set(name, n);
  return n > 1 ? `${name}#${n}` : name;
}

export function specOf(key: string, chart: LayoutChart): Spec {
  const base = { ...plain, key, open: false };
  return "margin" in chart ? { ...base, ...bands(chart) } : { ...base, ...lines(chart) };
}

type Content = Pick<Spec, "title" | "tags" | "margins" | "remarks">;

function lines({ title, multiline }: LayoutChart & { readonly multiline: readonly string[] }): Content {
  const written = multiline.filter(Boolean);
  const answers = written.map((expression) => matches.value.get(expression));
  const found = new Set(answers.flatMap((match) => (match && "tags" in match ? match.tags : [])));
  const drawn = scalarTags.value.filter((tag) => found.has(tag));
  const problems = answers.flatMap((match) => (match && "problem" in match ? [match.problem] : []));
  const remarks = problems.slice(0, mostProblems);
  if (!written.length) remarks.push("This chart names no tags yet.");
  else if (answers.includes(undefined)) remarks.push("Looking for its tags…");
  else if (!found.size && !problems.length) remarks.push(`No tag begins with a match of ${quoted(written)}.`);
  else if (drawn.length > mostTags) {
    remarks.push(`${things(drawn.length, "tag")} match; the first ${mostTags} are drawn.`);
  }
  return {
    title: title || written.join(" · ") || "untitled",
    tags: drawn.slice(0, mostTags),
    margins: null,
    remarks,
  };
}

function bands({ title, margin }: LayoutChart & { readonly margin: readonly Margin[] }): Content {
  const known = new Set(tagsByKind.value.get("scalars"));
  const tags = margin.flatMap(({ value, lower, upper }) => [value, lower, upper]);
  const missing = [...new Set(tags)].filter((tag) => tag && !known.has(tag));
  const whole = margin.filter(({ value, lower, upper }) => value && lower && upper).slice(0, mostTags);
  const remarks = missing.length ? [`No run has the tag ${quoted(missing)}.`] : [];
  if (!whole.length) remarks.push("This chart names no tags yet.");
  return {
    title: title || whole.map(({ value }) => value).join(" · ") || "untitled",
    tags: whole.map(({ value }) => value),
    margins: whole,
    remarks,
  };
}

const mostQuoted = 3;

function quoted(texts: readonly string[]): string {
  const named = texts.slice(0, mostQuoted).map((text) => `“${text}”`);
  return named.join(" or ") + (texts.length > mostQuoted ? ` or ${texts.length - mostQuoted} others` : "");
}
