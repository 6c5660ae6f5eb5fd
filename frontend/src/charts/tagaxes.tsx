/** The tags of a combined card: which y axis each has, and the way out of the card. */
import { IconButton } from "../ui/icons";
import { dashOf } from "./model";
import { changeAxis, leave, type Spec } from "./spec";

export function TagAxes({ spec }: { spec: Spec }) {
  return (
    <>
      <h4>Tags</h4>
      <ul>
        {spec.tags.map((tag, place) => {
          const right = spec.right.has(tag);
          return (
            <li key={tag}>
              <Dash place={place} />
              <span class="grow" title={tag}>
                {tag}
              </span>
              <button
                type="button"
                class="text-button"
                aria-label={`${tag}: ${right ? "right" : "left"} axis; change`}
                onClick={() => changeAxis(spec, tag)}
              >
                {right ? "right" : "left"}
              </button>
              {spec.combined?.tags.includes(tag) && (
                <IconButton icon="close" label={`Take ${tag} out`} onClick={() => leave(spec, tag)} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** How a tag's lines are dashed. */
export function Dash({ place }: { place: number }) {
  return (
    <svg class="dash" viewBox="0 0 24 8" aria-hidden="true">
      <path d="M1 4h22" stroke-dasharray={dashOf(place).join(" ")} />
    </svg>
  );
}
