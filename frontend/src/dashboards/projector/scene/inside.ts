/** Which points of a picture are inside what was drawn around them. */

/** Corners in CSS pixels: x, y, x, y, …; the last is joined to the first. */
export type Outline = readonly number[];

/** The rows of points inside an outline, by the even-odd rule. Each point is held against the edges at its height alone. */
export function insideOutline(places: Float32Array, outline: Outline): Uint32Array<ArrayBuffer> {
  const edges = edgesByHeight(outline);
  return chosenOf(places, boundsOf(outline), (x, y, top) => {
    let inside = false;
    for (const edge of edges[Math.floor(y - top)] ?? []) {
      const [x0, y0, x1, y1] = edge;
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
    return inside;
  });
}

export function insideBox(
  places: Float32Array,
  from: readonly [number, number],
  to: readonly [number, number],
): Uint32Array<ArrayBuffer> {
  return chosenOf(places, boundsOf([...from, ...to]), () => true);
}

type Bounds = readonly [left: number, top: number, right: number, bottom: number];
type Edge = readonly [number, number, number, number];

function chosenOf(
  places: Float32Array,
  [left, top, right, bottom]: Bounds,
  chosen: (x: number, y: number, top: number) => boolean,
): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(places.length / 2);
  let count = 0;
  for (let row = 0, i = 0; i < places.length; row++, i += 2) {
    const [x, y] = [places[i] as number, places[i + 1] as number];
    if (x >= left && x <= right && y >= top && y <= bottom && chosen(x, y, top)) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function boundsOf(outline: Outline): Bounds {
  const along = (axis: 0 | 1) => outline.filter((_, i) => i % 2 === axis);
  const [across, down] = [along(0), along(1)];
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

/** The edges that reach into each pixel of height, from the outline's top. */
function edgesByHeight(outline: Outline): Edge[][] {
  const [, top, , bottom] = boundsOf(outline);
  const bands: Edge[][] = Array.from({ length: Math.floor(bottom - top) + 1 }, () => []);
  for (let i = 0; i < outline.length; i += 2) {
    const edge = [0, 1, 2, 3].map((j) => outline[(i + j) % outline.length]) as unknown as Edge;
    const [first, last] = [Math.min(edge[1], edge[3]), Math.max(edge[1], edge[3])];
    for (let band = Math.floor(first - top); band <= Math.floor(last - top); band++) bands[band]?.push(edge);
  }
  return bands;
}
