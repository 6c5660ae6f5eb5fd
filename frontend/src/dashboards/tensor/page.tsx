/** The Tensors tab: all that no other tab shows, as what it is: arrays of numbers, booleans or texts. */
import { computed } from "@preact/signals";
import { drawnTags } from "../../drawn";
import { naturallySorted } from "../../listing";
import { LinkSteps } from "../../ui/stepslider";
import { TagPage } from "../../ui/tagpage";
import { otherKinds } from "..";
import { Card } from "./card";
import "./tensor.css";

const tags = computed(() =>
  naturallySorted(new Set(otherKinds.value.flatMap((kind) => drawnTags(kind).value))),
);

export function Tensors() {
  return <TagPage kind="tensor" tags={tags.value} noun="tensor" controls={<LinkSteps />} Card={Card} />;
}
