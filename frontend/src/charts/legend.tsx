/** Which dash is which tag, and on which axis. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { changeAxis, type Spec } from "./spec";
import { Dash } from "./tagaxes";

/** The tag whose curves stand out on a card: the one that is pointed at in its legend. */
export const litTag = signal<{ readonly key: string; readonly tag: string } | null>(null);

/** A press moves a tag to the other axis, on a card that is put together by hand. */
export function Legend({ spec }: { spec: Spec }) {
  const { key, tags, right, combined } = spec;
  useEffect(() => () => dim(key), [key]);
  return (
    <ul class="legend" aria-label="Tags">
      {tags.map((tag, place) => (
        <li key={place}>
          <button
            type="button"
            title={combined ? `${tag}: ${right.has(tag) ? "right" : "left"} axis; press for the other` : tag}
            onPointerEnter={() => light(key, tag)}
            onPointerLeave={() => dim(key)}
            onFocus={() => light(key, tag)}
            onBlur={() => dim(key)}
            onClick={() => changeAxis(spec, tag)}
          >
            <Dash place={place} />
            {tag}
            {right.has(tag) && <small>right axis</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function light(key: string, tag: string): void {
  litTag.value = { key, tag };
}

function dim(key: string): void {
  if (litTag.peek()?.key === key) litTag.value = null;
}
