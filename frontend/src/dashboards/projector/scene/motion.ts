/** From one layout to the next: points go there, in a moment, unless the system asks for less motion. */
import { between, halfway, type Layout } from "./layout";

/** Milliseconds on the way. */
const lasts = 500;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Motion {
  /** Where points come from, while they are on their way. */
  from: Layout | null = null;
  private to: Layout | null = null;
  private began = 0;

  /** Points are to be at `layout`, at a time in milliseconds. Those of another number are there at once. */
  towards(layout: Layout, now: number): void {
    if (layout === this.to) return;
    const before = this.to && this.present(now);
    const goes = before && before.at.length === layout.at.length && !still.matches;
    this.from = goes ? before : null;
    this.to = layout;
    this.began = now;
  }

  /** Of the way, from 0 to 1; slow at both ends. */
  share(now: number): number {
    if (!this.from) return 1;
    const part = Math.max(0, Math.min(1, (now - this.began) / lasts));
    if (part === 1) this.from = null;
    return part * part * (3 - 2 * part);
  }

  /** Half the width and the height of what there is just now. */
  half(now: number): readonly [number, number] {
    const to = this.to as Layout;
    const share = this.share(now);
    return this.from ? halfway(this.from, to, share) : to.half;
  }

  /** Where points are just now. */
  present(now: number): Layout {
    const to = this.to as Layout;
    const share = this.share(now);
    return this.from ? between(this.from, to, share) : to;
  }
}
