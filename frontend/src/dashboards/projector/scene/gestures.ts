/** What pointer and wheel do to the picture: turn, move, come near, draw an outline, point, click. */

export type Spot = readonly [x: number, y: number];

/** What gestures come to. Spots are CSS pixels from the left and the top of the picture. */
export interface Deeds {
  /** Whether a drag draws an outline now. */
  draws(): boolean;
  drag(right: number, down: number, move: boolean): void;
  /** Nearer by a factor, about a spot. */
  zoom(factor: number, at: Spot): void;
  outline(spots: readonly Spot[]): void;
  /** The outline is complete; or not to be, where `done` is false. */
  outlined(spots: readonly Spot[], done: boolean, additive: boolean): void;
  point(at: Spot | null): void;
  click(at: Spot, additive: boolean): void;
  doubleClick(at: Spot): void;
}

/** CSS pixels that a hand may tremble in a click. */
const still = 4;
/** CSS pixels between two corners of a lasso. */
const grain = 2;

interface Finger {
  at: Spot;
  readonly began: Spot;
}

export class Gestures {
  private readonly fingers = new Map<number, Finger>();
  private dragged = false;
  private moves = false;
  private spots: Spot[] | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly deeds: Deeds,
  ) {}

  /** Listens until the function it returns is called. */
  listen(): () => void {
    const { element } = this;
    const ending = new AbortController();
    const { signal } = ending;
    element.addEventListener("pointerdown", this.down, { signal });
    element.addEventListener("pointermove", this.move, { signal });
    element.addEventListener("pointerup", this.up, { signal });
    element.addEventListener("pointercancel", this.cancel, { signal });
    element.addEventListener("pointerleave", () => this.deeds.point(null), { signal });
    element.addEventListener("wheel", this.wheel, { signal, passive: false });
    element.addEventListener("dblclick", (event) => this.deeds.doubleClick(this.spot(event)), { signal });
    element.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault(), {
      signal,
    });
    element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    return () => ending.abort();
  }

  /** Gives up an outline that is being drawn; whether there was one. */
  giveUp(): boolean {
    const { spots } = this;
    if (!spots) return false;
    this.spots = null;
    this.deeds.outlined(spots, false, false);
    return true;
  }

  private spot({ clientX, clientY }: MouseEvent): Spot {
    const { left, top } = this.element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  private readonly down = (event: PointerEvent) => {
    this.element.setPointerCapture(event.pointerId);
    const at = this.spot(event);
    this.fingers.set(event.pointerId, { at, began: at });
    this.dragged = this.fingers.size > 1;
    this.moves = event.button > 0 || (event.shiftKey && !this.deeds.draws());
    if (this.fingers.size > 1) this.giveUp();
    else if (this.deeds.draws() && event.button === 0) this.spots = [at];
  };

  private readonly move = (event: PointerEvent) => {
    const at = this.spot(event);
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return this.deeds.point(at);
    const [right, down] = [at[0] - finger.at[0], at[1] - finger.at[1]];
    if (!this.dragged && Math.hypot(at[0] - finger.began[0], at[1] - finger.began[1]) < still) return;
    if (!this.dragged) this.deeds.point(null);
    this.dragged = true;
    if (this.fingers.size > 1) this.pinch(finger, at);
    else if (this.spots) this.draw(at);
    else this.deeds.drag(right, down, this.moves);
    finger.at = at;
  };

  private draw(at: Spot): void {
    const spots = this.spots as Spot[];
    const [x, y] = spots.at(-1) as Spot;
    if (Math.hypot(at[0] - x, at[1] - y) < grain) return;
    spots.push(at);
    this.deeds.outline(spots);
  }

  /** One of two fingers moves: what is between them follows, and grows with their distance. */
  private pinch(finger: Finger, at: Spot): void {
    const other = [...this.fingers.values()].find((one) => one !== finger) as Finger;
    const apart = (spot: Spot) => Math.max(1, Math.hypot(spot[0] - other.at[0], spot[1] - other.at[1]));
    const middle: Spot = [(at[0] + other.at[0]) / 2, (at[1] + other.at[1]) / 2];
    this.deeds.drag((at[0] - finger.at[0]) / 2, (at[1] - finger.at[1]) / 2, true);
    this.deeds.zoom(apart(at) / apart(finger.at), middle);
  }

  private readonly up = (event: PointerEvent) => {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (!finger) return;
    const additive = event.shiftKey || event.ctrlKey || event.metaKey;
    const { spots } = this;
    this.spots = null;
    if (spots && spots.length > 1) this.deeds.outlined(spots, true, additive);
    else if (!this.dragged && event.button === 0) this.deeds.click(finger.at, additive);
  };

  private readonly cancel = (event: PointerEvent) => {
    this.fingers.delete(event.pointerId);
    this.giveUp();
  };

  private readonly wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 40);
    // A pinch on a touchpad comes as a wheel of small turns with Ctrl.
    const factor = 1.0016 ** -(event.ctrlKey ? 6 * pixels : pixels);
    this.deeds.zoom(factor, this.spot(event));
  };
}
