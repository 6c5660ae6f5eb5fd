/** Pictures of sounds on a canvas: a lane for each channel, one beneath the other. */
import { colourTable } from "../../plot/colourmap";
import { bands, frequencyTicks, type Pitch } from "./pitch";
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
export function drawSpectrograms(paper: Paper, channels: readonly Spectrogram[], pitch: Pitch): void {
  const { context, width, height } = paper;
  context.clearRect(0, 0, width, height);
  const lane = height / channels.length;
  channels.forEach((channel, place) => {
    const gap = place ? 1 : 0;
    const rows = Math.max(1, Math.round(lane) - gap);
    const copy = new OffscreenCanvas(channel.columns, rows);
    copy.getContext("2d")?.putImageData(pictureOf(channel, rows, pitch), 0, 0);
    context.imageSmoothingEnabled = channel.columns > width;
    context.drawImage(copy, 0, place * lane + gap, width, lane - gap);
    drawTicks(context, channel.rate / 2, pitch, place * lane, lane);
  });
}

/** A row of pixels has the loudest of its frequencies. */
function pictureOf({ rows, columns, levels, rate }: Spectrogram, pixels: number, pitch: Pitch): ImageData {
  const table = colourTable("viridis");
  const picture = new ImageData(columns, pixels);
  bands(pixels, rows, rate / 2, pitch).forEach(([from, to], up) => {
    for (let column = 0; column < columns; column++) {
      let level = 0;
      for (let row = from; row < to; row++) level = Math.max(level, levels[row * columns + column] as number);
      const at = 4 * ((pixels - 1 - up) * columns + column);
      picture.data.set(table.subarray(3 * level, 3 * level + 3), at);
      picture.data[at + 3] = 255;
    }
  });
  return picture;
}

const tickHeight = 26;

function drawTicks(
  context: CanvasRenderingContext2D,
  highest: number,
  pitch: Pitch,
  top: number,
  height: number,
): void {
  const size = 10 * devicePixelRatio;
  context.font = `${size}px ui-sans-serif, system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.lineWidth = 3 * devicePixelRatio;
  context.lineJoin = "round";
  for (const { hertz, up } of frequencyTicks(highest, pitch, (tickHeight * devicePixelRatio) / height)) {
    const text = hertz >= 1000 ? `${hertz / 1000} kHz` : `${hertz} Hz`;
    const y = top + (1 - up) * height;
    context.strokeStyle = "rgba(0, 0, 0, 0.55)";
    context.fillStyle = "#fff";
    context.strokeText(text, size / 2, y);
    context.fillText(text, size / 2, y);
  }
}
