/** The Audio tab: a player for each tag, which plays every run's sound in turn. */
import { useEffect } from "preact/hooks";
import { LinkSteps } from "../../ui/stepslider";
import { TagPage } from "../../ui/tagpage";
import "./audio.css";
import { Controls } from "./bar";
import { SoundCard } from "./card";
import { player } from "./player";
import "./kept";

export function Sounds() {
  useEffect(() => player.pause, []);
  const controls = (
    <>
      <Controls />
      <LinkSteps />
    </>
  );
  return <TagPage kind="audio" noun="sound" controls={controls} Card={SoundCard} />;
}
