/** A name whose telling part stays readable when there is little room, and a run's swatch. */

import { splitName } from "../names";
import { inkOf } from "../plot/colours";
import { nameEnds } from "../selection";

export function RunName({ run }: { run: string }) {
  const { lead, telling, tail } = splitName(run, nameEnds.value.lead, nameEnds.value.tail);
  return <Name lead={lead} telling={telling} tail={tail} />;
}

export function Name(props: { lead: string; telling: string; tail?: string }) {
  return (
    <span class="name">
      {props.lead && <em>{props.lead}</em>}
      <b>{props.telling}</b>
      {props.tail && <em>{props.tail}</em>}
    </span>
  );
}

export function Swatch({ run }: { run: string }) {
  const { colour, pattern } = inkOf(run);
  return <i class={`swatch p${pattern}`} style={{ "--c": colour }} />;
}
