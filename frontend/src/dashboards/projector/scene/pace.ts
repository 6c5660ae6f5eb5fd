/** How much is drawn while things move: all of it where that is quick enough, and else as many points as are. */
import { mostStride } from "./points";

/** Milliseconds between pictures that look like movement, and that have time to spare. */
const slow = 45;
const quick = 22;
/** Fewer points are always all drawn. */
const few = 20_000;
/** Milliseconds without movement after which all are drawn. */
export const rest = 160;

export class Pace {
  /** Every so many points are drawn. */
  stride = 1;
  private last = 0;
  private usual = 0;

  /** A picture of something moving is to be drawn, at a time in milliseconds. */
  moving(now: number, rows: number): void {
    const since = now - this.last;
    this.last = now;
    if (rows <= few) this.stride = 1;
    // The first picture after a rest tells nothing of how long one takes.
    if (rows <= few || since > 2000) return;
    this.usual = this.usual ? 0.5 * this.usual + 0.5 * since : since;
    if (this.usual > slow) this.change(Math.ceil((this.stride * this.usual) / slow));
    else if (this.usual < quick && this.stride > 1) this.change(this.stride - 1);
  }

  private change(stride: number): void {
    this.stride = Math.min(mostStride, stride);
    this.usual = 0;
  }

  /** Movement has ended. */
  rested(): void {
    this.last = Number.NEGATIVE_INFINITY;
    this.usual = 0;
  }
}
