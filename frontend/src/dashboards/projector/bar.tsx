/** The bar above the points: which embedding, at which step, and the files that were opened. */
import { openedIn } from "../../opened";
import { count, things } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { Share } from "../../ui/share";
import { StepSlider } from "../../ui/stepslider";
import { type Choice, choice, choices, chosen, rowsOf, stepCard, stepSeries } from "./embeddings";
import { FilesButton } from "./files";
import { current, running } from "./job";
import { forgetPoints, projector, projectorSettings } from "./state";

export function Bar() {
  const series = stepSeries.value;
  const steps = (series[0]?.step.length ?? 0) > 1;
  const panels = projectorSettings.panels.value === "both";
  return (
    <div class="bar pj-bar">
      <Chooser />
      <Size />
      {steps && (
        <StepSlider card={stepCard} series={series} play={{ ready: current.value && !running.value }} />
      )}
      <FilesButton />
      <IconButton
        icon="columns"
        class="pj-wide"
        label={panels ? "Only the points" : "Show the panels"}
        pressed={!panels}
        onClick={() => {
          projectorSettings.panels.value = panels ? "none" : "both";
        }}
      />
      <Share />
    </div>
  );
}

/** Looks at another embedding; what was said of single points does not hold for it. */
function look(key: string): void {
  projector.labelFile.value = "";
  projector.embedding.value = key;
  projector.wanted.value = false;
  forgetPoints();
}

function Chooser() {
  const byRun = new Map<string, Choice[]>();
  for (const one of choices.value) byRun.set(one.run, [...(byRun.get(one.run) ?? []), one]);
  return (
    <select
      class="pj-embedding"
      aria-label="Embedding"
      value={choice.value?.key ?? ""}
      onChange={(event) => look(event.currentTarget.value)}
    >
      {[...byRun].map(([run, list]) => (
        <optgroup
          key={run}
          label={openedIn("projector") ? "Opened" : run === "." ? "The logdir itself" : run}
        >
          {list.map((one) => (
            <option key={one.key} value={one.key}>
              {titleOf(one)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function titleOf({ name, members }: Choice): string {
  const last = members.at(-1);
  const size = last?.error
    ? " · cannot be read"
    : last?.rows
      ? ` · ${count(last.rows)} × ${last.columns}`
      : "";
  const steps = members.length > 1 ? ` · ${members.length} steps` : "";
  return `${name}${size}${steps}`;
}

function Size() {
  const embedding = chosen.value;
  const rows = rowsOf(embedding);
  if (!embedding || !rows) return null;
  const wide = embedding.columns ? ` × ${things(embedding.columns, "dimension")}` : "";
  return <span class="pj-size">{`${things(rows, "point")}${wide}`}</span>;
}
