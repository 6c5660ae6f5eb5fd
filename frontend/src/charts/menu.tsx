/** What a card tells on demand: its description, how much of its data is drawn, and files to save. */
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { shareLink } from "../address";
import type { Chart } from "../plot/chart";
import type { Curve } from "../plot/curve";
import { count } from "../plot/formats";
import { copy } from "../ui/clipboard";
import { Description } from "../ui/description";
import { FigureButton } from "./figurebutton";
import { Files } from "./files";
import type { CardModel } from "./model";
import { saveFigure, savePng, saveSvg } from "./save";
import { allTags, join, type Spec } from "./spec";
import { charts, put } from "./state";
import { ToLayout } from "./tolayout";
import { scalarTags } from "./wish";

export interface CardProps {
  readonly model: CardModel;
  readonly chart: RefObject<Chart | null>;
}

export function Menu({ model, chart }: CardProps) {
  const { title } = model.spec;
  const curves = model.curves.value;
  const described = curves.find((curve) => curve.description);
  const [trouble, setTrouble] = useState("");
  const picture = (save: typeof saveSvg | typeof savePng) => chart.current && save(chart.current, model);
  return (
    <div class="popover menu" role="dialog" aria-label={`More about ${title}`}>
      {described && <Description run={described.run} tag={described.tag} plain={described.description} />}
      <Counts curves={curves} />
      <div class="actions">
        <button type="button" onClick={() => void copy(allTags(model.spec).join("\n"))}>
          Copy tag
        </button>
        <button type="button" onClick={() => void copy(shareLink(model.spec.key))}>
          Copy link
        </button>
        <button type="button" onClick={() => picture(savePng)}>
          Save PNG
        </button>
        <button type="button" onClick={() => picture(saveSvg)}>
          Save SVG
        </button>
        <FigureButton save={() => saveFigure(model)} tell={setTrouble} />
      </div>
      {trouble && (
        <p class="warn" role="alert">
          {trouble}
        </p>
      )}
      {model.spec.open && <Combining spec={model.spec} />}
      {model.spec.open && <ToLayout spec={model.spec} />}
      <Files spec={model.spec} />
    </div>
  );
}

/** The way by keyboard to what dragging one chart onto another does. */
function Combining({ spec }: { spec: Spec }) {
  const others = scalarTags.value.filter((tag) => !spec.tags.includes(tag));
  return (
    <>
      <label class="row">
        <span>Show together with</span>
        <select value="" onChange={(event) => join(spec, [event.currentTarget.value])}>
          <option value="">a tag…</option>
          {others.map((tag) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </select>
      </label>
      {spec.combined && (
        <button type="button" class="text-button" onClick={() => put(charts.combined, spec.key, null)}>
          Remove this chart
        </button>
      )}
    </>
  );
}

function Counts({ curves }: { curves: readonly Curve[] }) {
  const sum = (pick: (curve: Curve) => number) => curves.reduce((n, curve) => n + pick(curve), 0);
  const odd = sum((curve) => curve.nonfinite);
  const superseded = sum((curve) => curve.superseded);
  const thinned = curves.some((curve) => curve.thinned);
  return (
    <>
      <dl>
        <dt>Points drawn</dt>
        <dd data-points>{`${count(sum((curve) => curve.rows))} of ${count(sum((curve) => curve.total))}`}</dd>
        {odd > 0 && <dt>NaN or infinite</dt>}
        {odd > 0 && <dd>{count(odd)}</dd>}
        {superseded > 0 && <dt>Superseded by a restart</dt>}
        {superseded > 0 && <dd>{count(superseded)}</dd>}
      </dl>
      {thinned && (
        <p class="quiet">
          One stroke a pixel column, from its least to its greatest value. Zoom in for every point.
        </p>
      )}
    </>
  );
}
