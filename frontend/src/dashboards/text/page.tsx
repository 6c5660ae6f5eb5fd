/** The Text tab: its bar, and a card for each tag. */
import { TagPage } from "../../ui/tagpage";
import { TextCard } from "./card";
import { Controls } from "./controls";
import "./text.css";

export function Texts() {
  return <TagPage kind="text" noun="text" controls={<Controls />} Card={TextCard} />;
}
