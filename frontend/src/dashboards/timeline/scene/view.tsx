/** The picture of a timeline: rows at the left, slices over time, a ruler above. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Gutter } from "./gutter";
import { pressed, startPointer } from "./pointer";
import "./scene.css";
import { Stage } from "./stage";
import { timeText } from "./stretch";
import { Tip } from "./tip";
import type { SceneProps } from "./types";

export function TimelineView(props: SceneProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  useLayoutEffect(() => {
    const made = new Stage(canvas.current as HTMLCanvasElement, props);
    const stop = startPointer(made);
    const watch = new ResizeObserver(() => {
      const box = (frame.current as HTMLDivElement).getBoundingClientRect();
      made.resize(box.width, box.height);
    });
    watch.observe(frame.current as HTMLDivElement);
    setStage(made);
    return () => {
      watch.disconnect();
      stop();
      made.end();
    };
  }, [props.timeline]);
  useEffect(() => stage?.changed());
  return (
    <div class="tl-scene">
      <div class="tl-left">{stage && <Gutter stage={stage} props={props} />}</div>
      <div class="tl-frame" ref={frame}>
        <canvas
          ref={canvas}
          tabIndex={0}
          aria-label={`Timeline of ${timeText(props.timeline.length)}. W, S, A and D or the arrow keys move; F shows what is chosen.`}
          onKeyDown={(event) => stage && pressed(stage, event)}
        />
        {stage && <Tip stage={stage} />}
        {stage?.trouble.value && (
          <p class="tl-trouble" role="alert">
            {stage.trouble.value}
          </p>
        )}
      </div>
    </div>
  );
}
