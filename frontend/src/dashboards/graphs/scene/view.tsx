/** The view of a graph: its picture, and what goes with it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { exportPng, exportSvg } from "./export";
import { startPointer } from "./pointer";
import "./scene.css";
import { Stage } from "./stage";
import type { GraphViewProps } from "./types";

export function GraphView(props: GraphViewProps) {
  return <View key={props.graph} {...props} />;
}

function View(props: GraphViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  useLayoutEffect(() => {
    const made = new Stage(canvas.current as HTMLCanvasElement, props);
    const stop = startPointer(made);
    setStage(made);
    props.show({
      toPath: (path) => made.toPath(path),
      fit: () => made.fit(),
      zoom: (factor) => made.zoom(factor),
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
      {stage?.trouble.value && <p class="graph-trouble">{stage.trouble.value}</p>}
    </div>
  );
}
