/** Ridgelines: one path a histogram, the newest in front. */
import type { ComponentChildren } from "preact";
import { inkOf } from "../../plot/colours";
import { sheet } from "../../plot/ink";
import { Axes, round } from "./axes";
import { shade } from "./colours";
import type { Box } from "./layout";
import type { Mark, Scene } from "./scene";

/** What a mark looks like among the others: older ones are paler. */
export function look(scene: Scene, { age, histograms }: Mark, card: string): Record<string, string | number> {
  const { colour, dash } = inkOf(histograms.run);
  const share = scene.marks.length > scene.plots.length ? Math.min(1, Math.max(0, age)) : 1;
  const stroke = shade(card, colour, 0.45 + 0.55 * share);
  switch (scene.wish.mode) {
    case "offset":
      return scene.wish.together && scene.wish.series.length > 1
        ? { stroke, fill: colour, "fill-opacity": 0.16 }
        : { stroke, fill: shade(card, colour, 0.14 + 0.42 * share) };
    case "single":
      return { stroke, fill: colour, "fill-opacity": 0.22, "stroke-dasharray": dash.join(" ") };
    default:
      return { stroke, fill: "none", "stroke-dasharray": dash.join(" ") };
  }
}

/** The path of a mark: along its foot and over its outline; a peak that is higher than the picture is cut. */
export function pathOf(
  scene: Scene,
  { plot, outline, base }: Pick<Mark, "plot" | "outline" | "base">,
): string {
  if (!outline) return "";
  const { x, height } = outline;
  const peak = scene.plots[plot]?.peak ?? 1;
  const parts = [`M${round(x[0] as number)} ${round(base)}`];
  for (let i = 0; i < x.length; i++)
    parts.push(
      `L${round(x[i] as number)} ${round(base - Math.min(1, (height[i] as number) / peak) * scene.tall)}`,
    );
  parts.push(`L${round(x.at(-1) as number)} ${round(base)}`);
  return parts.join("");
}

/** All plots but their hovered marks, as one picture. */
export function Ridges({ scene }: { scene: Scene }) {
  const card = sheet.value.card;
  const heat = scene.wish.mode === "heat";
  return (
    <>
      {scene.plots.map(({ box, runs }, plot) => (
        <g
          key={plot}
          data-of={scene.wish.together ? undefined : runs[0]?.run}
          transform={`translate(${round(box.left)} ${round(box.top)})`}
        >
          <Axes scene={scene} plot={plot} />
          {!heat && (
            <PlotClip box={box} class="ridges">
              {scene.marks.map((mark, i) =>
                mark.plot === plot && mark.outline ? (
                  <path
                    key={i}
                    class="ridge"
                    data-of={scene.wish.together ? mark.histograms.run : undefined}
                    d={pathOf(scene, mark)}
                    {...look(scene, mark, card)}
                  />
                ) : null,
              )}
            </PlotClip>
          )}
        </g>
      ))}
    </>
  );
}

/** Keeps what a zoom leaves outside from being drawn; the foot's line may reach a pixel below. */
export function PlotClip(props: { box: Box; class?: string; children: ComponentChildren }) {
  const { box } = props;
  return (
    <svg
      aria-hidden="true"
      class={props.class}
      x={-1}
      y={-2}
      width={round(box.width + 2)}
      height={round(box.height + 4)}
      viewBox={`-1 -2 ${round(box.width + 2)} ${round(box.height + 4)}`}
    >
      {props.children}
    </svg>
  );
}
