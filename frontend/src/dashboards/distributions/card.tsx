/** The chart of one tag's percentiles. */
import { useMemo, useRef } from "preact/hooks";
import { cardActions } from "../../charts/actions";
import { lookOf } from "../../charts/figure";
import { RowMenu } from "../../charts/rowmenu";
import { saveChart, saveFigureOf } from "../../charts/save";
import { logOf } from "../../charts/state";
import { zoomOf } from "../../charts/zoom";
import { aliasOf } from "../../house";
import type { Chart } from "../../plot/chart";
import { terseCount } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { view } from "../../view";
import { DistributionModel } from "./model";
import { PlotArea } from "./plotarea";
import { basisPoints } from "./request";

export function DistributionCard({ id, tag }: CardProps) {
  const model = useMemo(() => new DistributionModel(id, tag), [id, tag]);
  const chart = useRef<Chart | null>(null);
  const { log, reset } = cardActions;
  return (
    <TagCard
      id={id}
      tag={tag}
      shape="cell"
      note={<Signs model={model} />}
      tools={
        <>
          <IconButton icon={{ text: "log" }} label="Log y" pressed={logOf(id)} onClick={() => log(id)} />
          <IconButton
            icon="fit"
            label="Reset the zoom"
            disabled={zoomOf(id) === null}
            onClick={() => reset(id)}
          />
          <Menu model={model} chart={chart} />
        </>
      }
      onKeyDown={(event) => pressed(event, model, chart.current)}
    >
      {() => <PlotArea model={model} chart={chart} />}
    </TagCard>
  );
}

function Signs({ model }: { model: DistributionModel }) {
  const spreads = model.spreads.value;
  const sum = (of: (spread: (typeof spreads)[number]) => number) =>
    spreads.reduce((n, one) => n + of(one), 0);
  const [empty, far] = [sum((one) => one.empty), sum((one) => one.far)];
  const unreadable = sum(({ percentiles }) => percentiles.unreadable.count);
  const low = logOf(model.card) ? sum(({ points }) => (points[0] ?? []).filter((v) => v <= 0).length) : 0;
  return (
    <>
      {empty > 0 && (
        <small data-sign="empty" title="Histograms of no value">{`${terseCount(empty)} empty`}</small>
      )}
      {far > 0 && (
        <small class="warn" data-sign="far" title="Percentiles too far out for an axis">
          {`${terseCount(far)} beyond ±1e300 left out`}
        </small>
      )}
      {model.picture.value.fences && (
        <small data-sign="outliers" title="The least and the greatest value may lie beyond the axis">
          outliers hidden
        </small>
      )}
      {low > 0 && (
        <small class="warn" data-sign="low" title="A logarithmic axis has no place for zero and below">
          {`${terseCount(low)} reach below 0, cut`}
        </small>
      )}
      {unreadable > 0 && (
        <small
          class="warn"
          data-sign="unreadable"
          title={
            spreads.find(({ percentiles }) => percentiles.unreadable.count)?.percentiles.unreadable.first
          }
        >
          {`${terseCount(unreadable)} unreadable`}
        </small>
      )}
    </>
  );
}

interface MenuProps {
  model: DistributionModel;
  chart: { readonly current: Chart | null };
}

function Menu({ model: { card, tag, spreads }, chart }: MenuProps) {
  const drawn = () => {
    const all = spreads.value;
    if (!all.length) return null;
    return {
      what: "Histograms",
      rows: all.reduce((n, { curve }) => n + curve.rows, 0),
      total: all.reduce((n, { curve }) => n + curve.total, 0),
      description: all.find(({ curve }) => curve.description)?.curve.description,
    };
  };
  const table = () =>
    spreads.value.flatMap(({ curve, points }) =>
      Array.from({ length: curve.rows }, (_, row) => ({
        run: curve.run,
        step: curve.step[row] as number,
        wall_time: curve.wall?.[row] as number,
        ...Object.fromEntries(basisPoints.map((point, i) => [`${point / 100}%`, points[i]?.[row] as number])),
      })),
    );
  const save = (format: "svg" | "png") => {
    const names = {
      x: { step: "step", relative: "time since the start", wall: "time" }[view.axis.peek()],
      of: ({ curve: { run } }: { curve: { run: string } }) => aliasOf(run) || run,
    };
    if (chart.current) void saveChart(chart.current.svg(tag, names), tag, format);
  };
  const figure = () => {
    const request = { tag, mode: "distribution", x: view.axis.peek(), ...lookOf("histograms", [tag]) };
    return saveFigureOf("/histograms", { ...request, steps: 1000 }, tag);
  };
  return <RowMenu card={card} tag={tag} drawn={drawn} save={save} figure={figure} table={table} />;
}

/** Keys of the card in focus: those of a chart, and arrows that move along its steps. */
function pressed(event: KeyboardEvent, model: DistributionModel, chart: Chart | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) chart?.walk(by);
  else if (event.key === "l") cardActions.log(model.card);
  else if (event.key === "r") cardActions.reset(model.card);
  else return;
  event.preventDefault();
}
