/** What single numbers say of the curves, a row each, the best average precision first; and why some have no line. */
import * as formats from "../../plot/formats";
import type { Ink } from "../../plot/palette";
import { RunName } from "../../ui/name";
import { type Axes, lineOf, missing } from "./lines";
import { light } from "./pointing";
import type { Curve, Found } from "./request";
import { keyOf, type Source, state } from "./state";

interface Props {
  curves: readonly Curve[];
  /** Series whose curve has not come yet. */
  waiting: readonly Source[];
  several: boolean;
  inkOf: (source: Source) => Ink;
}

const columns = [
  ["AP", "Average precision: precision, weighted by the gain in recall", "average_precision"],
  ["ROC area", "Area below true over false positive rate", "roc_area"],
  ["best F1", "The greatest harmonic mean of precision and recall", "best_f1"],
  ["at", "The least threshold that has the best F1", "best_threshold"],
] as const;

const written = (score: number | null) => (score === null ? "–" : formats.value(score));

export function ScoreTable({ curves, waiting, several, inkOf }: Props) {
  return (
    <div class="pr-scores">
      <table>
        <thead>
          <tr>
            <th scope="col">{several ? "run · tag" : "run"}</th>
            {columns.map(([name, title]) => (
              <th key={name} scope="col" title={title}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onPointerLeave={() => light(null)}>
          {curves.map((curve) => (
            <tr
              key={keyOf(curve)}
              class={state.lit.value === keyOf(curve) ? "hot" : ""}
              data-pr-run={curve.run}
              data-pr-tag={curve.tag}
              onPointerEnter={() => light(curve)}
            >
              <Who
                source={curve}
                several={several}
                ink={inkOf(curve)}
                title={`step ${formats.step(curve.step)}`}
              />
              {columns.map(([name, , score]) => (
                <td key={name}>{written(curve.scores[score])}</td>
              ))}
            </tr>
          ))}
          {waiting.map((source) => (
            <tr key={keyOf(source)}>
              <Who source={source} several={several} ink={inkOf(source)} title="" />
              <td colSpan={columns.length}>…</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Who({ source, several, ink, title }: { source: Source; several: boolean; ink: Ink; title: string }) {
  return (
    <th scope="row" title={`${source.run} · ${source.tag}${title && ` · ${title}`}`}>
      <div>
        <svg width="16" height="8" aria-hidden="true">
          <path d="M0 4H16" stroke={ink.colour} stroke-width="2.5" stroke-dasharray={ink.dash.join(" ")} />
        </svg>
        <RunName run={source.run} />
        {several && <small>{source.tag}</small>}
      </div>
    </th>
  );
}

/** A sentence for each that cannot be drawn. */
export function Troubles({ found, axes }: { found: readonly Found[]; axes: Axes }) {
  const said = found.flatMap((one) => {
    const sentence = "error" in one ? one.error : missing(lineOf(one, axes), axes);
    return sentence ? [{ one, sentence }] : [];
  });
  if (!said.length) return null;
  return (
    <ul class="pr-troubles">
      {said.map(({ one, sentence }) => (
        <li key={keyOf(one)} data-trouble={one.run}>
          <b>
            <RunName run={one.run} />
          </b>{" "}
          {sentence}
        </li>
      ))}
    </ul>
  );
}
