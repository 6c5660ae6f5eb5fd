/** One chart with its title and buttons. What is not in view is an empty frame of the same size. */
import { useMemo, useRef } from "preact/hooks";
import type { Chart } from "../plot/chart";
import type { Curve } from "../plot/curve";
import { Name, TagName } from "../ui/name";
import { useVisible } from "../ui/visible";
import { view } from "../view";
import { cardKey } from "./actions";
import { Corner, sizeStyle } from "./corner";
import { carry, useDrop } from "./dropping";
import { pointedAt } from "./lastvalues";
import { Legend } from "./legend";
import { CardModel } from "./model";
import { PlotArea } from "./plotarea";
import { Note, Signs } from "./signs";
import type { Spec } from "./spec";
import { CardTools } from "./tools";
import { ValueTable } from "./valuetable";

export function Card({ spec }: { spec: Spec }) {
  const { key } = spec;
  const ref = useRef<HTMLElement>(null);
  const chart = useRef<Chart | null>(null);
  const full = view.full.value === key;
  const visible = useVisible(ref) || full;
  const about = JSON.stringify([key, spec.title, spec.tags, spec.margins, [...spec.right], spec.remarks]);
  const model = useMemo(() => (visible ? new CardModel(spec) : null), [about, visible]);
  const [over, drop] = useDrop(spec);
  return (
    <article
      ref={ref}
      class={over ? "card-slot over" : "card-slot"}
      style={sizeStyle(key)}
      {...drop}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the card that has the focus
      tabIndex={0}
      data-card={key}
      data-drawn={model ? drawn(model.curves.value) : undefined}
      aria-label={spec.title}
      onKeyDown={(event) => cardKey(event, key)}
      onPointerEnter={() => {
        pointedAt.value = spec;
      }}
    >
      <div class={full ? "card full" : "card"}>
        {model && (
          <>
            <Title model={model} />
            <Signs model={model} />
            <PlotArea model={model} chart={chart} />
            <ValueTable model={model} />
            <CardTools model={model} chart={chart} />
            <Corner card={key} />
          </>
        )}
      </div>
    </article>
  );
}

function Title({ model }: { model: CardModel }) {
  const { title, open } = model.spec;
  return (
    <>
      <h3
        title={open ? `${title}\nDrag onto another chart to show both in one` : title}
        draggable={open}
        onDragStart={(event) => open && carry(event, model.spec)}
      >
        {open ? <TagName tag={title} /> : <Name parts={{ lead: "", middle: "", telling: title, tail: "" }} />}
        <Note model={model} />
      </h3>
      {model.spec.tags.length > 1 && <Legend spec={model.spec} />}
    </>
  );
}

/** Rows on the canvas of points in the files. */
function drawn(curves: readonly Curve[]): string {
  const sum = (pick: (curve: Curve) => number) => curves.reduce((n, curve) => n + pick(curve), 0);
  return `${sum((curve) => curve.rows)} of ${sum((curve) => curve.total)}`;
}
