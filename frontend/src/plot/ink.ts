/** The theme's colours for what a canvas draws, read from the style sheet once a theme. */
import { computed } from "@preact/signals";
import { dark } from "../settings";

export const sheet = computed(() => {
  dark.value;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    grid: read("--line2"),
    label: read("--faint"),
    text: read("--text"),
    line: read("--line"),
    accent: read("--accent"),
    card: read("--card"),
    font: `11px ${read("--font")}`,
  };
});
