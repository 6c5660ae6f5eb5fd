/** What a person set once and wants to find again: kept in this browser. */
import { effect, type Signal, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

/** A setting of its own; what was stored and does not fit is as if it were not there. */
export function kept<T extends string | number>(
  name: string,
  fallback: T,
  fits: (value: T) => boolean,
): Signal<T> {
  const key = `board.${name}`;
  const setting = signal(read(key, fallback, fits));
  effect(() => {
    try {
      localStorage.setItem(key, JSON.stringify(setting.value));
    } catch {
      // Storage may be forbidden or full; the setting then lasts as long as the page.
    }
  });
  return setting;
}

function read<T extends string | number>(key: string, fallback: T, fits: (value: T) => boolean): T {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? "null") as T;
    return typeof value === typeof fallback && fits(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export const histogramModes = ["offset", "overlay", "heat", "single"] as const;
export type HistogramMode = (typeof histogramModes)[number];

export const factorySmoothing = 0.6;
export const panelWidths = { least: 200, usual: 284, most: 640 };

export const settings = {
  theme: kept<Theme>("theme", "system", (t) => ["system", "light", "dark"].includes(t)),
  smoothing: kept<number>("smoothing", factorySmoothing, (s) => s >= 0 && s < 1),
  panelWidth: kept<number>(
    "panelWidth",
    panelWidths.usual,
    (w) => w >= panelWidths.least && w <= panelWidths.most,
  ),
  cards: kept<"small" | "medium" | "large">("cards", "medium", (c) =>
    ["small", "medium", "large"].includes(c),
  ),
  linkedZoom: kept<"on" | "off">("linkedZoom", "off", (l) => l === "on" || l === "off"),
  tipOrder: kept<"distance" | "value" | "name">("tipOrder", "distance", (o) =>
    ["distance", "value", "name"].includes(o),
  ),
  order: kept<"name" | "newest" | "oldest">("order", "name", (o) => ["name", "newest", "oldest"].includes(o)),
  tableHeight: kept<number>("tableHeight", 320, (h) => h >= 120 && h <= 2000),
  histograms: kept<HistogramMode>("histograms", "offset", (m) => histogramModes.includes(m)),
  histogramRuns: kept<"apart" | "together">(
    "histogramRuns",
    "apart",
    (r) => r === "apart" || r === "together",
  ),
  arrange: kept<"list" | "tree">("arrange", "list", (a) => a === "list" || a === "tree"),
};

const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** True while the dark palette is shown. */
export const dark = signal(false);

effect(() => {
  dark.value = settings.theme.value === "dark" || (settings.theme.value === "system" && systemDark.matches);
});
systemDark.addEventListener("change", () => {
  if (settings.theme.peek() === "system") dark.value = systemDark.matches;
});
effect(() => {
  document.documentElement.dataset.theme = dark.value ? "dark" : "light";
});
