/** Pictures of sounds on a canvas: a lane for each channel, one beneath the other. */
import { colourTable } from "../../plot/colourmap";
import type { Spectrogram, Wave } from "./request";

export interface Paper {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the canvas. */
  readonly width: number;
  readonly height: number;
}

/** The most that a lane reaches to: 1, or more where samples do. */
export function peakOf({ min, max }: Wave): number {
  let peak = 1;
  for (let i = 0; i < min.length; i++) {
    const reach = Math.max(Math.abs(min[i] as number), Math.abs(max[i] as number));
    if (reach > peak && Number.isFinite(reach)) peak = reach;
  }
  return peak;
}

/** The pixels of an outline that a pixel of the canvas shows: one at least. */
function span(x: number, width: number, pixels: number): [number, number] {
  const from = Math.floor((x * pixels) / width);
  return [from, Math.max(from + 1, Math.floor(((x + 1) * pixels) / width))];
}

/** From the least to the greatest faintly, the root mean square strongly. */
export function drawWave(
  { context, width, height }: Paper,
  wave: Wave,
  lanes: number,
  ink: string,
  line: string,
): void {
  context.clearRect(0, 0, width, height);
  const peak = peakOf(wave);
  const lane = height / lanes;
  for (let channel = 0; channel < lanes; channel++) {
    const middle = (channel + 0.5) * lane;
    const y = (value: number) => middle - (value / peak) * (lane / 2);
    context.fillStyle = line;
    context.fillRect(0, Math.round(middle), width, 1);
    context.fillStyle = ink;
    for (let x = 0; x < width; x++) {
      const [from, to] = span(x, width, wave.pixels);
      let [low, high, rms] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
      for (let i = from * wave.channels + channel; i < to * wave.channels; i += wave.channels) {
        low = Math.min(low, Number.isNaN(wave.min[i]) ? low : (wave.min[i] as number));
        high = Math.max(high, Number.isNaN(wave.max[i]) ? high : (wave.max[i] as number));
        rms = Math.max(rms, Number.isNaN(wave.rms[i]) ? rms : (wave.rms[i] as number));
      }
      if (low > high) continue;
      context.globalAlpha = 0.45;
      context.fillRect(x, y(high), 1, Math.max(1, y(low) - y(high)));
      context.globalAlpha = 1;
      const [top, bottom] = [y(Math.min(rms, high)), y(Math.max(-rms, low))];
      if (bottom > top) context.fillRect(x, top, 1, bottom - top);
    }
  }
}

/** Low frequencies beneath, the loudest brightest. */
export function drawSpectrograms({ context, width, height }: Paper, channels: readonly Spectrogram[]): void {
  context.clearRect(0, 0, width, height);
  const table = colourTable("viridis");
  const lane = height / channels.length;
  channels.forEach(({ rows, columns, levels }, channel) => {
    const picture = new ImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const colour = 3 * (levels[(rows - 1 - row) * columns + column] as number);
        const at = 4 * (row * columns + column);
        picture.data.set(table.subarray(colour, colour + 3), at);
        picture.data[at + 3] = 255;
      }
    }
    const copy = new OffscreenCanvas(columns, rows);
    copy.getContext("2d")?.putImageData(picture, 0, 0);
    context.imageSmoothingEnabled = columns > width;
    const gap = channel ? 1 : 0;
    context.drawImage(copy, 0, channel * lane + gap, width, lane - gap);
  });
}
