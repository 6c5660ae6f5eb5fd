/** The PR curves tab: a card for each tag, or for each prefix of tags. */
import { drawnTags } from "../../drawn";
import { Segmented } from "../../ui/segmented";
import { LinkSteps } from "../../ui/stepslider";
import { TagPage } from "../../ui/tagpage";
import { Card } from "./card";
import { gathered, membersOf } from "./gathering";
import "../../charts/tip.css";
import "./pr_curves.css";
import { modes, state } from "./state";
import { Tooltip } from "./tooltip";

export function PRCurves() {
  const together = state.together.value;
  const tags = drawnTags("pr_curves").value;
  return (
    <>
      <TagPage
        kind="pr_curves"
        noun="PR curve"
        controls={<Controls />}
        Card={Card}
        {...(together && { tags: gathered(tags), names: membersOf })}
      />
      <Tooltip />
    </>
  );
}

function Controls() {
  const together = state.together.value;
  return (
    <>
      <Segmented
        label="What is drawn"
        options={modes}
        value={state.mode.value}
        onChange={(mode) => {
          state.mode.value = mode;
        }}
      />
      <button
        type="button"
        class="ctl"
        aria-pressed={together}
        title="All tags of a prefix on one card: those that the filter leaves"
        onClick={() => {
          state.together.value = !together;
        }}
      >
        Classes together
      </button>
      <LinkSteps />
    </>
  );
}
