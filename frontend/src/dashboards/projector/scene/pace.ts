/** How much is drawn while things move: all of it where that is quick enough, and else as many points as are. */
import { mostStride } from "./points";

/** Milliseconds that a picture of something moving may take. */
const enough = 30;
/** Fewer points are always all drawn. */
export const few = 20_000;
/** Milliseconds without movement after which all are drawn. */
export const rest = 160;
/** Milliseconds between two looks whether the graphics card is done. */
const look = 4;

export class Pace {
  /** Every so many points are to be drawn while something moves. */
  stride = 1;
  private timer = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** A picture of every `stride`th of some points has just been asked of the graphics card; when it is done tells what it costs. */
  drawn(rows: number, stride: number): void {
    const { gl } = this;
    if (rows <= few) this.stride = 1;
    if (rows <= few || this.timer) return;
    const began = performance.now();
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const wait = () => {
      this.timer = 0;
      if (!sync || gl.isContextLost()) return;
      if (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
        this.timer = setTimeout(wait, look);
        return;
      }
      gl.deleteSync(sync);
      this.learn(((performance.now() - began) * stride) / enough);
    };
    this.timer = setTimeout(wait, look);
  }

  /** Small changes are let be: else points would flicker. */
  private learn(wish: number): void {
    const next = Math.max(1, Math.min(mostStride, Math.ceil(wish)));
    if (next === 1 || Math.abs(next - this.stride) > 0.3 * this.stride) this.stride = next;
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
