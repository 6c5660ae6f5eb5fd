/** A layout as text: the Python that logs it, and JSON; and back from a file. */
import { readMessage } from "../../api";
import { type Category, isLayout, type Layout, type LayoutChart, type Margin } from "../../layouts";

/** A call of `add_custom_scalars`, which this project's writer and PyTorch's have. */
export function pythonOf(categories: readonly Category[]): string {
  return fitsDictionary(categories) ? dictionaryOf(categories) : messageOf(categories);
}

/** The dictionary has no place for folded categories, equal titles, and several bands in one chart. */
function fitsDictionary(categories: readonly Category[]): boolean {
  const differ = (titles: readonly string[]) => new Set(titles).size === titles.length;
  return (
    differ(categories.map(({ title }) => title)) &&
    categories.every(
      ({ closed, charts }) =>
        !closed &&
        differ(charts.map(({ title }) => title)) &&
        charts.every((chart) => "multiline" in chart || chart.margin.length === 1),
    )
  );
}

/** JSON's texts are Python's. */
const text = JSON.stringify;
const list = (texts: readonly string[]) => `[${texts.map((one) => text(one)).join(", ")}]`;

function dictionaryOf(categories: readonly Category[]): string {
  const lines = categories.flatMap(({ title, charts }) => [
    `    ${text(title)}: {`,
    ...charts.map((chart) => `        ${text(chart.title)}: ${contentOf(chart)},`),
    "    },",
  ]);
  return ["writer.add_custom_scalars({", ...lines, "})", ""].join("\n");
}

function contentOf(chart: LayoutChart): string {
  if ("multiline" in chart) return `["Multiline", ${list(chart.multiline)}]`;
  const tags = chart.margin.flatMap(({ value, lower, upper }) => [value, lower, upper]);
  return `["Margin", ${list(tags)}]`;
}

function messageOf(categories: readonly Category[]): string {
  const lines = categories.flatMap(({ title, closed, charts }) => [
    `category = layout.category.add(title=${text(title)}${closed ? ", closed=True" : ""})`,
    ...charts.flatMap((chart) => [
      `chart = category.chart.add(title=${text(chart.title)})`,
      ...("multiline" in chart ? linesOf(chart.multiline) : bandsOf(chart.margin)),
    ]),
  ]);
  return ["from summary.proto.plugins import Layout", "", "layout = Layout()", ...lines, logged, ""].join(
    "\n",
  );
}

const logged = "writer.add_custom_scalars(layout)";

function linesOf(expressions: readonly string[]): string[] {
  if (!expressions.length) return ["chart.multiline.SetInParent()"];
  return [`chart.multiline.tag.extend(${list(expressions)})`];
}

function bandsOf(bands: readonly Margin[]): string[] {
  if (!bands.length) return ["chart.margin.SetInParent()"];
  return bands.map(
    ({ value, lower, upper }) =>
      `chart.margin.series.add(value=${text(value)}, lower=${text(lower)}, upper=${text(upper)})`,
  );
}

export function jsonOf({ name, categories }: Layout): string {
  return `${JSON.stringify({ name, categories }, null, 2)}\n`;
}

/** A file that holds something else; the message is one sentence. */
export class NoLayout extends Error {}

/** The layout in a file: JSON as `jsonOf` makes it, or the message of a log. */
export async function layoutIn(file: File): Promise<Layout> {
  const name = file.name.replace(/\.[^.]*$/, "");
  let found: unknown = null;
  try {
    found = JSON.parse(await file.text());
  } catch {
    return { name, categories: await readMessage(file) };
  }
  if (!isLayout(found)) throw new NoLayout("This file's JSON is not that of a layout.");
  return { name: found.name, categories: found.categories };
}
