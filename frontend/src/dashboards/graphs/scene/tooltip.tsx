/** The name in full of what the pointer is at, and what it is. */
import { useLayoutEffect, useRef } from "preact/hooks";
import "../../../charts/tip.css";
import { place } from "../../../ui/floating";
import type { Stage } from "./stage";
import { factsOf } from "./told";

export function Tooltip({ stage }: { stage: Stage }) {
  const ref = useRef<HTMLDivElement>(null);
  const now = stage.pointed.value;
  useLayoutEffect(() => {
    if (ref.current && now) place(ref.current, { left: now.left, top: now.top });
  });
  if (!now) return null;
  const { node } = now;
  const cut = node.path.endsWith(node.label) ? node.path.length - node.label.length : 0;
  return (
    <div ref={ref} class="tip graph-tip" role="tooltip">
      <p>
        {node.path.slice(0, cut)}
        <b>{node.path.slice(cut)}</b>
      </p>
      <p>{factsOf(node).join(" · ")}</p>
    </div>
  );
}
