/** Puts parts that nothing joins beside and below each other. */

export interface Part {
  readonly width: number;
  readonly height: number;
}

export interface Packed {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** How much wider than high the whole is to be. */
const aspect = 1.8;

/** In rows, in their order; as wide as makes the whole a little wider than high. */
export function inRows(parts: readonly Part[], gap: number): Packed {
  const area = parts.reduce((sum, part) => sum + (part.width + gap) * (part.height + gap), 0);
  const most = parts.reduce((most, part) => Math.max(most, part.width), Math.sqrt(area * aspect));
  const x = new Float64Array(parts.length);
  const y = new Float64Array(parts.length);
  let [left, top, high, width] = [0, 0, 0, 0];
  parts.forEach((part, i) => {
    if (left > 0 && left + part.width > most + 1) {
      top += high + gap;
      [left, high] = [0, 0];
    }
    x[i] = left;
    y[i] = top;
    left += part.width + gap;
    high = Math.max(high, part.height);
    width = Math.max(width, left - gap);
  });
  return { x, y, width, height: parts.length ? top + high : 0 };
}

/** Nodes that nothing joins: as a table of columns, filled row by row; `high` is about how high it is to be. */
export function inColumns(parts: readonly Part[], gap: number, high?: number): Packed {
  const area = parts.reduce((sum, part) => sum + (part.width + gap) * (part.height + gap), 0);
  const mean = parts.reduce((sum, part) => sum + part.width + gap, 0) / Math.max(1, parts.length);
  const wide = high ? area / high : Math.sqrt(area * aspect);
  const across = Math.min(parts.length, Math.max(1, Math.round(wide / Math.max(1, mean))));
  const widths = new Float64Array(across);
  const heights = new Float64Array(Math.ceil(parts.length / Math.max(1, across)));
  parts.forEach((part, i) => {
    const [row, column] = [Math.floor(i / across), i % across];
    widths[column] = Math.max(widths[column] as number, part.width);
    heights[row] = Math.max(heights[row] as number, part.height);
  });
  const [lefts, width] = summed(widths, gap);
  const [tops, height] = summed(heights, gap);
  const x = Float64Array.from(parts, (_, i) => lefts[i % across] as number);
  const y = Float64Array.from(parts, (_, i) => tops[Math.floor(i / across)] as number);
  return { x, y, width, height };
}

/** Where each of these begins, and where the last one ends. */
function summed(lengths: Float64Array, gap: number): [Float64Array, number] {
  const starts = new Float64Array(lengths.length);
  let end = 0;
  lengths.forEach((length, i) => {
    starts[i] = end;
    end += length + gap;
  });
  return [starts, Math.max(0, end - gap)];
}
