/** The theme's colours for the picture, and what is written on a colour that somebody chose. */
import { computed } from "@preact/signals";
import { contrast } from "../../../plot/oklch";
import { dark } from "../../../settings";

export interface Inks {
  readonly ground: string;
  readonly card: string;
  readonly panel: string;
  readonly band: string;
  readonly line: string;
  readonly rim: string;
  readonly edge: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly accent: string;
  readonly glow: string;
  readonly good: string;
  readonly warn: string;
  readonly dark: boolean;
}

export const inks = computed<Inks>(() => {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const onDark = dark.value;
  return {
    ground: read("--bg"),
    card: read("--card"),
    panel: read("--panel"),
    band: read("--line2"),
    line: read("--line"),
    rim: onDark ? "#454b52" : "#c4c4be",
    edge: onDark ? "#5c636b" : "#b3b5b7",
    text: read("--text"),
    dim: read("--dim"),
    faint: read("--faint"),
    accent: read("--accent"),
    glow: read("--accent-bg"),
    good: read("--good"),
    warn: read("--warn"),
    dark: onDark,
  };
});

const written = new Map<string, string>();
let pen: CanvasRenderingContext2D | null = null;

/** Black or white, what can be read on a colour as CSS has them; it is seen through where it has an alpha. */
export function inkOn(colour: string): string {
  const known = written.get(colour);
  if (known) return known;
  pen ??= document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
  pen.fillStyle = "#888888";
  pen.fillStyle = colour;
  const hex = pen.fillStyle;
  const light = !hex.startsWith("#") || contrast(hex, "#16181a") >= contrast(hex, "#ffffff");
  const ink = light ? "#16181a" : "#ffffff";
  written.set(colour, ink);
  return ink;
}
