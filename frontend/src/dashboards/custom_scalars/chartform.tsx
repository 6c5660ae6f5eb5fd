/** One chart of a layout: what it draws, and beside that the chart itself. */
import type { ComponentChildren } from "preact";
import { Card } from "../../charts/card";
import { exactly, type LayoutChart, type Margin } from "../../layouts";
import { things } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import { replaced } from "./lists";
import { matches } from "./matches";
import { specOf } from "./specs";

interface Props {
  id: string;
  chart: LayoutChart;
  onChange: (chart: LayoutChart) => void;
  children: ComponentChildren;
}

export function ChartForm({ id, chart, onChange, children }: Props) {
  const { title } = chart;
  const spec = specOf(id, chart);
  return (
    <div class="item chart-form">
      <div class="chart-fields">
        <div class="item-head">
          <input
            type="text"
            class="title"
            aria-label="Title of the chart"
            placeholder={spec.title}
            value={title}
            onInput={(event) => onChange({ ...chart, title: event.currentTarget.value })}
          />
          {children}
        </div>
        <Segmented
          label="What the chart draws"
          options={[
            ["multiline", "Lines"],
            ["margin", "Bands"],
          ]}
          value={"margin" in chart ? "margin" : "multiline"}
          onChange={(kind) => onChange(turned(chart, kind))}
        />
        {"margin" in chart ? (
          <Bands bands={chart.margin} onChange={(margin) => onChange({ title, margin })} />
        ) : (
          <Expressions
            expressions={chart.multiline}
            onChange={(multiline) => onChange({ title, multiline })}
          />
        )}
      </div>
      <div class="preview">
        <Card spec={spec} />
      </div>
    </div>
  );
}

/** The chart as one of the other kind, about the same tags as far as that goes. */
function turned(chart: LayoutChart, kind: "multiline" | "margin"): LayoutChart {
  const { title } = chart;
  if ("margin" in chart === (kind === "margin")) return chart;
  if ("margin" in chart) return { title, multiline: chart.margin.map(({ value }) => exactly(value)) };
  const match = matches.peek().get(chart.multiline[0] ?? "");
  const value = (match && "tags" in match && match.tags[0]) || "";
  return { title, margin: [{ value, lower: "", upper: "" }] };
}

function Expressions(props: {
  expressions: readonly string[];
  onChange: (expressions: readonly string[]) => void;
}) {
  const { expressions, onChange } = props;
  return (
    <>
      <h4>Tags that begin with a match of</h4>
      {expressions.map((expression, i) => (
        <div key={i} class="expression">
          <input
            type="text"
            list="layout-expressions"
            aria-label={`Regular expression ${i + 1}`}
            aria-invalid={"problem" in (matches.value.get(expression) ?? {})}
            placeholder="loss/.*"
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            value={expression}
            onInput={(event) => onChange(replaced(expressions, i, event.currentTarget.value))}
          />
          <IconButton
            icon="close"
            label={`Remove the expression ${expression}`}
            onClick={() => onChange(expressions.toSpliced(i, 1))}
          />
          <Found expression={expression} />
        </div>
      ))}
      <button type="button" class="text-button" onClick={() => onChange([...expressions, ""])}>
        Add an expression
      </button>
    </>
  );
}

const mostListed = 100;

/** How many tags an expression finds, and which. */
function Found({ expression }: { expression: string }) {
  const match = matches.value.get(expression);
  if (!expression) return null;
  if (!match) return <p class="found quiet">…</p>;
  if ("problem" in match) {
    return (
      <p class="found warn" role="alert">
        {match.problem}
      </p>
    );
  }
  const more = match.count - Math.min(mostListed, match.tags.length);
  return (
    <details class="found">
      <summary>{match.count ? `${things(match.count, "tag")} found` : "no tag found"}</summary>
      <ul>
        {match.tags.slice(0, mostListed).map((tag) => (
          <li key={tag}>{tag}</li>
        ))}
        {more > 0 && <li class="quiet">{`and ${more} more`}</li>}
      </ul>
    </details>
  );
}

const parts = ["value", "lower", "upper"] as const;

function Bands({
  bands,
  onChange,
}: {
  bands: readonly Margin[];
  onChange: (bands: readonly Margin[]) => void;
}) {
  return (
    <>
      <h4>Tags of the line and its bounds</h4>
      {bands.map((band, i) => (
        <div key={i} class="band">
          {parts.map((part) => (
            <label key={part}>
              <span>{part}</span>
              <input
                type="text"
                list="layout-tags"
                spellcheck={false}
                autocomplete="off"
                autocapitalize="off"
                value={band[part]}
                onInput={(event) =>
                  onChange(replaced(bands, i, { ...band, [part]: event.currentTarget.value }))
                }
              />
            </label>
          ))}
          <IconButton
            icon="close"
            label={`Remove the band ${i + 1}`}
            onClick={() => onChange(bands.toSpliced(i, 1))}
          />
        </div>
      ))}
      <button
        type="button"
        class="text-button"
        onClick={() => onChange([...bands, { value: "", lower: "", upper: "" }])}
      >
        Add a band
      </button>
    </>
  );
}
