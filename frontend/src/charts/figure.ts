/** A card as the request for a Plotly figure, which the server makes of every point of it. */
import { runsWith } from "../drawn";
import { groups } from "../groups";
import { aliasOf } from "../house";
import { inkOf } from "../plot/colours";
import { type Limits, withRoom } from "../plot/scale";
import { dark } from "../settings";
import type { CardModel } from "./model";
import { axisOf, charts, limitsOf, logOf, logXOf } from "./state";
import { askedSmoothing, grouped } from "./wish";
import { zoomOf } from "./zoom";

/** What api/figure is asked for: what the card shows, how it shows it, and in which colours. */
export function figureOf({ spec, picture }: CardModel): Record<string, unknown> {
  const { key, tags, title, right, margins } = spec;
  const axis = axisOf(key);
  const limits = limitsOf(key);
  const log = logOf(key);
  const fences = picture.peek().fences;
  return {
    tags,
    title,
    right: [...right],
    ...(margins ? { margins: margins.map(({ value, lower, upper }) => ({ value, lower, upper })) } : {}),
    x: axis,
    ...(axis === "tag" ? { xtag: charts.against.value.get(key) } : {}),
    ...askedSmoothing.value,
    ...(grouped(spec) ? ofGroups() : ofRuns(tags)),
    superseded: charts.superseded.value.has(key),
    log_x: logXOf(key),
    log_y: log,
    dark: dark.value,
    x_range: zoomOf(key),
    y_range: isFree(limits.left) && fences ? withRoom(fences, log) : limits.left,
    right_range: limits.right,
  };
}

const isFree = (limits: Limits) => limits.every((end) => end === null);

function ofRuns(tags: readonly string[]): Record<string, unknown> {
  const look = lookOf("scalars", tags);
  return { ...look, dashes: Object.fromEntries(look.runs.map((run) => [run, inkOf(run).dash])) };
}

/** The drawn runs that have any of the tags, and how the page names and colours them. */
export function lookOf(kind: string, tags: readonly string[]) {
  const runs = [...new Set(tags.flatMap((tag) => runsWith(kind, tag).map(({ name }) => name)))];
  return {
    runs,
    names: Object.fromEntries(runs.map((run) => [run, aliasOf(run) || run])),
    colours: Object.fromEntries(runs.map((run) => [run, inkOf(run).colour])),
    dark: dark.value,
  };
}

function ofGroups(): Record<string, unknown> {
  const all = groups.value ?? [];
  return {
    groups: all.map(({ name, runs }) => ({ name, runs })),
    colours: Object.fromEntries(all.map(({ name, colour }) => [name, colour])),
    dashes: Object.fromEntries(all.map(({ name, dash }) => [name, dash])),
    center: charts.center.value,
    band: charts.band.value,
    members: charts.members.value,
  };
}
