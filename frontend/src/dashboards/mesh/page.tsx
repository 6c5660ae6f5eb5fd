/** The Meshes tab: meshes and point clouds, a card each, every run's beside the others, all seen from one side. */
import { computed } from "@preact/signals";
import { drawnTags } from "../../drawn";
import { LinkSteps } from "../../ui/stepslider";
import { TagPage } from "../../ui/tagpage";
import { Card } from "./card";
import "./mesh.css";
import { vertexTags } from "./parts";

const tags = computed(() => vertexTags(drawnTags("mesh").value));

export function Meshes() {
  return (
    <TagPage kind="mesh" tags={tags.value} noun="mesh" nouns="meshes" controls={<LinkSteps />} Card={Card} />
  );
}
