/** Several tags on one card: those with one prefix. */
import { drawnTags } from "../../drawn";
import { lastGood } from "../../filter";
import { commonLead, groupOf } from "../../names";
import { view } from "../../view";
import { state } from "./state";

const pattern = lastGood(view.tagFilter);

/** What stands for the tags of a prefix. */
const nameOf = (tag: string) => (groupOf(tag) ? `${groupOf(tag)}/*` : "*");

export function gathered(tags: readonly string[]): string[] {
  return [...new Set(tags.map(nameOf))];
}

export function membersOf(name: string): readonly string[] {
  return drawnTags("pr_curves").value.filter((tag) => nameOf(tag) === name);
}

/** The tags of a card: its own, or those of its prefix that the filter leaves. */
export function tagsOf(card: string): readonly string[] {
  if (!state.together.value) return [card];
  const wanted = pattern.value.pattern;
  return membersOf(card).filter((tag) => !wanted || wanted.test(tag));
}

export function titleOf(card: string): string {
  if (!state.together.value) return card;
  const members = membersOf(card);
  return members.length === 1 ? (members[0] as string) : `${commonLead(members)}*`;
}
