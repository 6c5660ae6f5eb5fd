/** The groups of the runs that are on. */
import { computed } from "@preact/signals";
import { groupKey, roleOf } from "./grouping";
import { naturallySorted, same } from "./listing";
import { groupInk, inkOf } from "./plot/colours";
import { shownNames } from "./selection";
import { view } from "./view";

export interface Group {
  readonly name: string;
  readonly colour: string;
  /** Canvas dash pattern; not empty only where train and test of one parent are paired. */
  readonly dash: readonly number[];
  readonly runs: readonly string[];
}

/**
 * Null where runs are not grouped. Only runs that are on are members, and a run that belongs to no group
 * is a group of its own. Where train and test are paired they are groups apart, since a mean of both means nothing.
 */
export const groups = computed<readonly Group[] | null>((previous?: readonly Group[] | null) => {
  const key = groupKey.value;
  if (!key) return null;
  const members = new Map<string, string[]>();
  const alone: Group[] = [];
  for (const run of shownNames.value) {
    const name = key(run);
    if (name === null) alone.push({ name: run, ...lineOf(run), runs: [run] });
    else put(members, view.paired.value ? `${name}\0${roleOf(run).part}` : name, run);
  }
  const named = naturallySorted(members.keys()).map((name): Group => {
    const of = members.get(name) ?? [];
    return { name: groupName(name, of), ...groupInk(name), runs: of };
  });
  const next = [...named, ...alone];
  return previous && alike(previous, next) ? previous : next;
});

function lineOf(run: string) {
  const { colour, dash } = inkOf(run);
  return { colour, dash };
}

/** A part of a training is named for what its runs are called. */
function groupName(key: string, members: readonly string[]): string {
  const [name = "", part] = key.split("\0");
  if (part === undefined) return name;
  const leaves = new Set(
    members.map((run) => (roleOf(run).parent === run ? "" : run.slice(run.lastIndexOf("/") + 1))),
  );
  const leaf = leaves.size === 1 ? [...leaves][0] : "";
  return leaf && !name.endsWith(`/${leaf}`) && name !== leaf ? `${name} ${leaf}` : name;
}

function put(members: Map<string, string[]>, key: string, run: string): void {
  const runs = members.get(key);
  if (runs) runs.push(run);
  else members.set(key, [run]);
}

function alike(a: readonly Group[], b: readonly Group[]): boolean {
  return (
    a.length === b.length &&
    a.every((group, i) => {
      const other = b[i];
      return (
        other?.name === group.name &&
        other.colour === group.colour &&
        same(other.dash, group.dash) &&
        same(other.runs, group.runs)
      );
    })
  );
}
