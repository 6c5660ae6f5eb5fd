/** Tones, channels and colour maps, as filters that the browser applies to every image alike. */
import { computed } from "@preact/signals";
import { colourTable } from "../../plot/colourmap";
import { type Channel, images, maps, type Tone, toned } from "./state";

const colourFilter = "image-colours";
const singleFilter = "image-single";

/** Rows for red, green, blue and opacity, each of four factors and a constant; none for all channels as they are. */
function matrixOf(channel: Channel): string {
  if (channel === "all") return "";
  const weights = {
    red: "1 0 0 0 0",
    green: "0 1 0 0 0",
    blue: "0 0 1 0 0",
    alpha: "0 0 0 1 0",
    // ITU-R BT.601, as Pillow's convert("L")
    lightness: "0.299 0.587 0.114 0 0",
  }[channel];
  const opacity = channel === "alpha" ? "0 0 0 0 1" : "0 0 0 1 0";
  return [weights, weights, weights, opacity].join(" ");
}

const steps = 256;

/** What becomes of each of the 256 values of a channel, from 0 to 1. */
export function curve({ brightness, contrast, gamma }: Tone): number[] {
  return Array.from({ length: steps }, (_, i) => {
    const value = ((i / (steps - 1)) ** (1 / gamma) - 0.5) * contrast + 0.5 + brightness;
    return Math.max(0, Math.min(1, value));
  });
}

function through(values: readonly number[], table: Uint8Array, channel: number): string {
  return values
    .map((value) => ((table[3 * Math.round(value * (steps - 1)) + channel] as number) / 255).toFixed(5))
    .join(" ");
}

const plain = computed(() =>
  curve(images.tone.value)
    .map((value) => value.toFixed(5))
    .join(" "),
);
const mapped = computed(() => {
  const table = colourTable(images.map.value);
  const values = curve(images.tone.value);
  return [0, 1, 2].map((channel) => through(values, table, channel));
});

/** The filter for an image, or "" where it is shown as it was logged. */
export function filterOf(single: boolean): string {
  const alone = single || images.channel.value !== "all";
  const usual = !toned.value && images.channel.value === "all";
  if (usual && (!alone || images.map.value === maps[0])) return "";
  return `url(#${alone ? singleFilter : colourFilter})`;
}

export function Filters() {
  const [red, green, blue] = mapped.value;
  return (
    <svg class="image-filters" width="0" height="0" aria-hidden="true">
      <filter id={colourFilter} x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">
        <Transfer red={plain.value} green={plain.value} blue={plain.value} />
      </filter>
      <filter id={singleFilter} x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">
        {images.channel.value !== "all" && (
          <feColorMatrix type="matrix" values={matrixOf(images.channel.value)} />
        )}
        <Transfer red={red} green={green} blue={blue} />
      </filter>
    </svg>
  );
}

function Transfer(table: { red?: string; green?: string; blue?: string }) {
  return (
    <feComponentTransfer>
      <feFuncR type="table" tableValues={table.red} />
      <feFuncG type="table" tableValues={table.green} />
      <feFuncB type="table" tableValues={table.blue} />
    </feComponentTransfer>
  );
}
