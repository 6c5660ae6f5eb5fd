/** The view of a graph: its picture, and what goes with it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../../ui/icons";
import { exportPng, exportSvg } from "./export";
import { Minimap } from "./minimap";
import { startPointer } from "./pointer";
import "./scene.css";
import { Stage } from "./stage";
import { Tooltip } from "./tooltip";
import { Tree } from "./tree";
import type { GraphViewProps } from "./types";

export function GraphView(props: GraphViewProps) {
  return <View key={props.graph} {...props} />;
}

function View(props: GraphViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  useLayoutEffect(() => {
    const made = new Stage(canvas.current as HTMLCanvasElement, props);
    const stop = startPointer(made, () => tree.current?.focus({ preventScroll: true }));
    setStage(made);
    props.show({
      toPath: (path) => made.toPath(path),
      fit: () => made.view.fit(),
      zoom: (factor) => made.view.zoom(factor),
      svg: () => exportSvg(made),
      png: () => exportPng(made),
    });
    return () => {
      props.show(null);
      stop();
      made.end();
    };
  }, []);
  useEffect(() => stage?.renew(props));
  return (
    <div class="graph-scene">
      <canvas ref={canvas} class="graph-picture" />
      {stage && <Tree stage={stage} of={tree} />}
      {stage && <Corner stage={stage} />}
      {stage && <Tooltip stage={stage} />}
      {stage && <Trouble stage={stage} />}
    </div>
  );
}

function Corner({ stage }: { stage: Stage }) {
  return (
    <div class="graph-corner">
      <Minimap stage={stage} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column everywhere */}
      <div class="graph-zoom" role="group" aria-label="Zoom of the graph">
        <IconButton icon="plus" label="Come closer (+)" onClick={() => stage.view.zoom(1.5)} />
        <IconButton icon="minus" label="Go away (−)" onClick={() => stage.view.zoom(1 / 1.5)} />
        <IconButton icon="full" label="Show all (0)" onClick={() => stage.view.fit()} />
      </div>
    </div>
  );
}

function Trouble({ stage }: { stage: Stage }) {
  const said = stage.trouble.value ?? (stage.empty.value ? "There is nothing in this graph." : null);
  return said === null ? null : <p class="graph-trouble">{said}</p>;
}
