/** Axes of the squares: grid lines, labels and titles, as they also stand in a saved picture. */

import { sheet } from "../../plot/ink";
import type { Tick } from "../../plot/svg";
import { across, type Box, up } from "./lines";

const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Longer than the room beside the last tick. */
const wide = (text: string) => text.length > 3;

/** Along the bottom; ticks stand at shares of the width. */
export function Across({ box, ticks, title }: { box: Box; ticks: readonly Tick[]; title: string }) {
  const { grid, label } = sheet.value;
  const bottom = box.top + box.height;
  return (
    <g font-size="11" fill={label}>
      {ticks.map(({ at, label: text }) => (
        <g key={at}>
          <path d={`M${across(box, at)} ${box.top}V${bottom}`} stroke={grid} fill="none" />
          <text x={across(box, at)} y={bottom + 14} text-anchor={wide(text) && at > 0.95 ? "end" : "middle"}>
            {text}
          </text>
        </g>
      ))}
      <text x={box.left + box.width} y={bottom + 28} text-anchor="end">
        {`${title} →`}
      </text>
    </g>
  );
}

/** From 0 to 1. */
export function Up({ box, title, ticks = fifths }: { box: Box; title?: string; ticks?: readonly number[] }) {
  const { grid, label } = sheet.value;
  return (
    <g font-size="11" fill={label}>
      {ticks.map((at) => (
        <g key={at}>
          <path d={`M${box.left} ${up(box, at)}H${box.left + box.width}`} stroke={grid} fill="none" />
          <text x={box.left - 6} y={up(box, at) + 4} text-anchor="end">
            {at}
          </text>
        </g>
      ))}
      {title && (
        <text x={box.left - 22} y={box.top - 8}>
          {`↑ ${title}`}
        </text>
      )}
    </g>
  );
}
