/** The card of one tag's histograms. */
import { useMemo } from "preact/hooks";
import { RowMenu } from "../../charts/rowmenu";
import { saveChart, saveFigureOf } from "../../charts/save";
import { zoomOf } from "../../charts/zoom";
import { runsWith } from "../../drawn";
import { IconButton } from "../../ui/icons";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { resetZoom } from "./gestures";
import { pressed } from "./keys";
import { cellStyle, cellsFor } from "./layout";
import { Shown } from "./model";
import { Picture } from "./picture";
import { drawingOf, figureOf, tableOf } from "./save";
import { Signs } from "./signs";
import { sharesAxes, state } from "./state";

export function HistogramCard({ id, tag }: CardProps) {
  const shown = useMemo(() => new Shown(id, tag), [id, tag]);
  const runs = runsWith("histograms", tag).length;
  const zoomed = zoomOf(id) !== null || state.zooms.value.has(id);
  return (
    <TagCard
      id={id}
      tag={tag}
      shape="cell"
      style={cellStyle(cellsFor(sharesAxes() ? 1 : runs))}
      note={<Signs shown={shown} runs={runs} />}
      tools={
        <>
          <IconButton icon="fit" label="Reset the zoom" disabled={!zoomed} onClick={() => resetZoom(id)} />
          <Menu shown={shown} />
        </>
      }
      onKeyDown={(event) => pressed(event, shown)}
    >
      {(full) => <Picture shown={shown} full={full} />}
    </TagCard>
  );
}

function Menu({ shown: { card, tag, scene } }: { shown: Shown }) {
  const drawn = () => {
    const now = scene.value;
    if (!now) return null;
    const { series } = now.wish;
    return {
      what: "Histograms",
      rows: now.marks.length,
      total: series.reduce((n, { total }) => n + total, 0),
      description: series.find(({ description }) => description)?.description,
    };
  };
  return (
    <RowMenu
      card={card}
      tag={tag}
      drawn={drawn}
      save={(format) => scene.value && void saveChart(drawingOf(scene.value, tag), tag, format)}
      figure={() => saveFigureOf("/histograms", figureOf(tag), tag)}
      table={() => (scene.value ? tableOf(scene.value) : [])}
    />
  );
}
