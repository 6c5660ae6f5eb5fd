/** A name whose telling part stays readable when there is little room, and a run's swatch. */

import { aliasOf } from "../house";
import { type NameParts, splitName } from "../names";
import { inkOf } from "../plot/colours";
import { nameEnds } from "../selection";

export function RunName({ run }: { run: string }) {
  const alias = aliasOf(run);
  if (alias) return <Name parts={{ lead: "", middle: "", telling: alias, tail: "" }} />;
  return <Name parts={splitName(run, nameEnds.value.lead, nameEnds.value.tail)} />;
}

export function TagName({ tag }: { tag: string }) {
  return <Name parts={splitName(tag, "", "")} />;
}

export function Name({ parts: { lead, middle, telling, tail } }: { parts: NameParts }) {
  return (
    <span class="name">
      {lead && <em class="lead">{lead}</em>}
      {middle && <em>{middle}</em>}
      <b>{telling}</b>
      {tail && <em>{tail}</em>}
    </span>
  );
}

export function Swatch({ run }: { run: string }) {
  const { colour, pattern } = inkOf(run);
  return <i class={`swatch p${pattern}`} style={{ "--c": colour }} />;
}
