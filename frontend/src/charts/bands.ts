/** The centre lines and bands of one tag's groups on one card. */
import type { Curve } from "../plot/curve";
import { Fetching, type Wish } from "./fetching";
import { queued } from "./queue";
import { bands, type Members } from "./request";

export interface GroupsWish extends Wish {
  readonly groups: readonly Members[];
  readonly center: string;
  readonly band: string;
}

export class BandSeries extends Fetching<GroupsWish> {
  private held: readonly Curve[] = [];
  private stamps = "";

  constructor(readonly tag: string) {
    super();
  }

  /** One curve a group, in the groups' order. */
  get curves(): readonly Curve[] {
    return this.held;
  }

  get rows(): number {
    return this.held.reduce((n, { rows }) => n + rows, 0);
  }

  protected keyOf({ axis, smoothing, width, range, groups, center, band }: GroupsWish): string {
    return JSON.stringify([axis, smoothing, width, range, center, band, groups]);
  }

  protected missing(): boolean {
    return false;
  }

  protected stale(wish: GroupsWish): string[] {
    const same = this.keyOf(wish) === this.key && stampsOf(wish) === this.stamps;
    return same ? [] : wish.groups.map(({ name }) => name);
  }

  protected async load(wish: GroupsWish, _names: string[], signal: AbortSignal): Promise<void> {
    const { axis, against, width, range, smoothing, groups, center, band } = wish;
    const ask = { tag: this.tag, axis, against, width, range, smoothing, groups, center, band };
    this.held = await queued(bands, ask, signal);
    this.stamps = stampsOf(wish);
    this.arrived(wish);
  }
}

function stampsOf({ runs }: GroupsWish): string {
  return runs.map(({ stamp }) => stamp).join();
}
