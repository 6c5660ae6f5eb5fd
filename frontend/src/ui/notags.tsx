/** What a tab says when it has no tag to show. */
import { things } from "../plot/formats";
import { view } from "../view";
import { Message } from "./blank";

export function NoTags({ nouns = "" }: { nouns: string | undefined }) {
  return (
    <Message title={`No ${nouns} in the runs that are on`}>
      <p>Other runs have some: switch them on at the left.</p>
    </Message>
  );
}

/** `of` is how many tags there are to filter. */
export function NoTagMatches({ noun, of }: { noun: string; of: number }) {
  return (
    <Message title="No tag matches the filter">
      <p>{`None of the ${things(of, `${noun} tag`)} of these runs has “${view.tagFilter.value}” in its name.`}</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          view.tagFilter.value = "";
        }}
      >
        Clear the filter
      </button>
    </Message>
  );
}
