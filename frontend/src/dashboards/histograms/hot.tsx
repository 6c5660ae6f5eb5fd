/** What stands out over the picture: the chosen step, the hovered histogram, and a line that marks its bucket. */
import { inkOf } from "../../plot/colours";
import { round } from "./axes";
import { beside, bucketBox, pointed } from "./pointing";
import { PlotClip, pathOf } from "./ridges";
import type { Mark, Scene } from "./scene";

export function Hot({ card, scene }: { card: string; scene: Scene }) {
  const now = pointed.value?.card === card && pointed.value.scene === scene ? pointed.value : null;
  const others = now ? alongside(scene, now.mark, beside(now)) : [];
  return (
    <svg class="hot" width={scene.wish.width} height={scene.wish.height} aria-hidden="true">
      {scene.plots.map(({ box }, plot) => (
        <g key={plot} transform={`translate(${round(box.left)} ${round(box.top)})`}>
          <PlotClip box={box}>
            {!now &&
              scene.chosen.map(
                (mark) =>
                  mark.plot === plot && (
                    <Lit key={mark.histograms.run} scene={scene} mark={mark} kind="chosen" />
                  ),
              )}
            {others.map(
              (mark) =>
                mark.plot === plot && (
                  <Lit key={mark.histograms.run} scene={scene} mark={mark} kind="beside" />
                ),
            )}
            {now?.mark.plot === plot && (
              <>
                <Lit scene={scene} mark={now.mark} kind="hovered" />
                <Bucket scene={scene} mark={now.mark} bucket={now.bucket} />
              </>
            )}
          </PlotClip>
        </g>
      ))}
    </svg>
  );
}

/** The marks of other runs that the tooltip tells of, where they are drawn. */
function alongside(scene: Scene, hovered: Mark, told: ReturnType<typeof beside>): Mark[] {
  if (scene.wish.together) return [];
  return told.flatMap(
    ({ mark: { histograms, row } }) =>
      scene.marks.find((mark) => mark !== hovered && mark.histograms === histograms && mark.row === row) ??
      [],
  );
}

interface LitProps {
  scene: Scene;
  mark: Mark;
  kind: "chosen" | "beside" | "hovered";
}

function Lit({ scene, mark, kind }: LitProps) {
  const { colour } = inkOf(mark.histograms.run);
  const height = scene.plots[mark.plot]?.box.height ?? 0;
  if (scene.wish.mode === "heat") {
    return (
      <rect
        class={`lit ${kind}`}
        x={round(mark.from)}
        y={0}
        width={round(Math.max(1, mark.to - mark.from))}
        height={round(height)}
      />
    );
  }
  const style = { "--c": colour };
  return <path class={`lit ${kind}`} style={style} d={pathOf(scene, mark)} />;
}

function Bucket({ scene, mark, bucket }: { scene: Scene; mark: Mark; bucket: number }) {
  const place = bucketBox(scene, mark, bucket);
  const box = scene.plots[mark.plot]?.box;
  if (!place || !box) return null;
  const { x, y, width, height } = place;
  const heat = scene.wish.mode === "heat";
  const line = heat
    ? `M0 ${round(y + height / 2)}H${round(box.width)}`
    : `M${round(x + width / 2)} 0V${round(box.height)}`;
  const least = 1.5;
  return (
    <>
      <path class="marker" d={line} />
      <rect
        class="bucket"
        x={round(x)}
        y={round(heat ? y : 0)}
        width={round(Math.max(least, width))}
        height={round(Math.max(least, heat ? height : mark.base))}
      />
    </>
  );
}
