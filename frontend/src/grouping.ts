/** By what runs are put together: a directory, what a regular expression captures, a hyper-parameter. */
import { computed } from "@preact/signals";
import { lastGood } from "./filter";
import { cell, loaded } from "./table";
import { view } from "./view";

/**
 * A choice as it stands in the URL: "" for none, "dir:2" for the first two levels of the path,
 * "re:PATTERN" for what the pattern captures in the name, "hp:NAME" for the value of a hyper-parameter.
 */
export type Choice = string;

/** Gives the key of a run; null for a run that belongs nowhere. */
export type KeyOf = (run: string) => string | null;

export function choiceKind(choice: Choice): "none" | "dir" | "re" | "hp" {
  const kind = choice.slice(0, Math.max(choice.indexOf(":"), 0));
  return kind === "dir" || kind === "re" || kind === "hp" ? kind : "none";
}

export function choiceText(choice: Choice): string {
  return choice.slice(choice.indexOf(":") + 1);
}

export function directoryKey(run: string, level: number): string {
  return run.split("/").slice(0, level).join("/");
}

/** The captures of a match, or all of it where the pattern captures nothing. */
function captured(match: RegExpExecArray | null): string | null {
  if (!match) return null;
  const parts = match.slice(1).filter((part) => part !== undefined);
  return (parts.length ? parts.join(" · ") : match[0]) || null;
}

function patternOf(choice: () => Choice) {
  return lastGood(computed(() => (choiceKind(choice()) === "re" ? choiceText(choice()) : "")));
}

export const groupPattern = patternOf(() => view.groupBy.value);

/** What colours go by: the choice made for them, else the grouping; "" is by run. */
export const colouring = computed<Choice>(() => {
  const own = view.colourBy.value;
  return own === "run" ? "" : own || view.groupBy.value;
});
export const colourPattern = patternOf(() => colouring.value);

/** Null while nothing is chosen or its values have not arrived. */
function keyBy(choice: Choice, pattern: RegExp | null): KeyOf | null {
  const text = choiceText(choice);
  switch (choiceKind(choice)) {
    case "dir": {
      const level = Math.max(1, Number.parseInt(text, 10) || 1);
      return (run) => directoryKey(run, level);
    }
    case "re":
      return pattern && ((run) => captured(pattern.exec(run)));
    case "hp":
      return loaded(choice)
        ? (run) => {
            const value = cell(choice, run);
            return value === null ? null : `${text}=${value}`;
          }
        : null;
    default:
      return null;
  }
}

export const groupKey = computed(() => keyBy(view.groupBy.value, groupPattern.value.pattern));
export const colourKey = computed(() => keyBy(colouring.value, colourPattern.value.pattern));

/** Last segments that name a part of one training: which part, and so which line. */
const roles: readonly RegExp[] = [
  /^(train|training|fit)$/i,
  /^(test|testing|eval|evaluation)$/i,
  /^(val|valid|validation|dev)$/i,
];

export interface Role {
  /** What the parts of one training share: the parent directory. */
  readonly parent: string;
  /** 0 for training, which is drawn solid; another number for another dash. */
  readonly part: number;
}

/** "a/test" is a part of "a"; any other run is a training of its own. */
export function roleOf(run: string): Role {
  const slash = run.lastIndexOf("/");
  const part = roles.findIndex((pattern) => pattern.test(run.slice(slash + 1)));
  if (part < 0) return { parent: run, part: 0 };
  return { parent: slash < 0 ? "." : run.slice(0, slash), part };
}
