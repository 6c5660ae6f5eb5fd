/** How marks look, in the picture and beside it: colours that most eyes tell apart, and signs where there are several. */
import type { Inks } from "./inks";
import type { Mark } from "./types";

export const markSigns: Readonly<Partial<Record<Mark, string>>> = { added: "+", removed: "−", changed: "≠" };

const light: Readonly<Partial<Record<Mark, string>>> = {
  added: "#1864ab",
  removed: "#b3541e",
  changed: "#a8328f",
};
const dark: typeof light = { added: "#5ab0f5", removed: "#ff8a4c", changed: "#f08bd9" };

export function markInk(mark: Mark, inks: Inks): string {
  const { warn, good, accent, faint } = inks;
  const usual = {
    hit: warn,
    input: good,
    output: accent,
    added: "",
    removed: "",
    changed: "",
    inside: faint,
  };
  return (inks.dark ? dark : light)[mark] ?? usual[mark];
}
