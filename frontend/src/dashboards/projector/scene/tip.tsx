/** The point that is pointed at: ringed, and named beside it. It is no part of the picture, which need not be drawn again. */
import type { Size } from "./looking";
import type { Spotted } from "./stage";

/** CSS pixels. */
const gap = 12;
const widest = 260;
/** From the middle of a ring to its inner edge. */
const least = 3.5;

export function Tip({
  row,
  spotted,
  size,
  name,
}: {
  row: number;
  spotted: Spotted;
  size: Size;
  name: string;
}) {
  const { x, y, radius, colour } = spotted;
  const side = `${2 * Math.max(least, radius)}px`;
  const ring = { left: `${x}px`, top: `${y}px`, width: side, height: side };
  return (
    <>
      <i
        class={colour ? "scatter-ring" : "scatter-ring picture"}
        style={{ ...ring, background: colour ?? "none" }}
      />
      <div class="scatter-tip" role="tooltip" data-row={row} style={placed(x, y, size)}>
        {name}
      </div>
    </>
  );
}

/** Beside a point, and within the picture. */
function placed(x: number, y: number, { width, height }: Size): Record<string, string> {
  const left = x + gap + widest > width && x > width / 2;
  const up = y > height / 2;
  return {
    ...(left ? { right: `${width - x + gap}px` } : { left: `${x + gap}px` }),
    ...(up ? { bottom: `${height - y + gap / 2}px` } : { top: `${y + gap / 2}px` }),
    maxWidth: `${Math.min(widest, (left ? x : width - x) - gap - 8)}px`,
  };
}
