/** Points in a plane or in space: to be looked at from all sides, pointed at, and selected. */
import type { Spot } from "./gestures";
import { useLooked } from "./looked";
import "./scene.css";
import { Tip } from "./tip";
import type { ScatterProps } from "./types";

export function Scatter(props: ScatterProps) {
  const { title, dimensions, mode, label } = props;
  const { canvas, overlay, stage, hovered, outline, gone } = useLooked(props);
  const spotted = hovered === null ? null : stage?.spotted(hovered);
  return (
    <div class="scatter" data-mode={mode.value}>
      <canvas
        ref={canvas}
        class="scatter-picture"
        tabIndex={0}
        role="img"
        aria-label={`${title}. ${help(dimensions)}`}
        aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + - 0 Enter"
      />
      <canvas ref={overlay} class="scatter-names" />
      {outline && <Drawn spots={outline} box={mode.value === "box"} />}
      {spotted && hovered !== null && stage && (
        <Tip row={hovered} spotted={spotted} size={stage.size} name={label(hovered) ?? `point ${hovered}`} />
      )}
      {gone && (
        <p class="scatter-said" role="status">
          The graphics card took the picture away; it comes back as soon as the card lets it.
        </p>
      )}
      {stage && !stage.able && (
        <p class="scatter-said">
          This browser cannot draw the points: it has no WebGL 2. Another browser, or hardware acceleration
          switched on in this one's settings, can.
        </p>
      )}
    </div>
  );
}

function help(dimensions: 2 | 3): string {
  const turn = dimensions === 3 ? "turn, with Shift move" : "move";
  return `Drag or use the arrow keys to ${turn}; scroll or press plus and minus to come nearer; 0 shows all; Enter chooses the point in the middle.`;
}

/** What is being drawn around points. */
function Drawn({ spots, box }: { spots: readonly Spot[]; box: boolean }) {
  const [first, last] = [spots[0], spots.at(-1)];
  if (!first || !last) return null;
  const corners = box ? [first, [last[0], first[1]], last, [first[0], last[1]]] : spots;
  return (
    <svg class="scatter-outline" aria-hidden="true">
      <polygon points={corners.map((spot) => spot.join()).join(" ")} />
    </svg>
  );
}
