/** The picture as it stands: what is seen, what is being asked for, what is under the pointer. */
import { effect, signal } from "@preact/signals";
import { sheet } from "../../../plot/ink";
import type { Asked, Seen } from "../request";
import { rulerHeight } from "./drawing";
import { hit, rowAt } from "./hit";
import { paint } from "./paint";
import { seen as among, type Placed, place, totalHeight } from "./rows";
import { kept, panned, whole, zoomed } from "./stretch";
import type { Hover, Row, SceneProps, Stretch } from "./types";

/** More is asked for than is seen, so that a pan shows something at once. */
const margin = 0.5;
const rowMargin = 400;

export class Stage {
  readonly hover = signal<{ readonly what: Hover; readonly x: number; readonly y: number } | null>(null);
  readonly trouble = signal("");
  readonly height = signal(0);
  readonly top = signal(0);
  readonly placed = signal<readonly Placed[]>([]);
  /** Bumped with every new picture, for tests and those who listen. */
  readonly drawn = signal(0);
  readonly size = signal({ width: 0, tall: 0 });
  cursor: number | null = null;
  private got: Seen | null = null;
  private asked: Asked | null = null;
  private leaving: AbortController | null = null;
  private frame = 0;
  private readonly stops: (() => void)[];

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly props: SceneProps,
  ) {
    this.stops = [
      effect(() => {
        this.placed.value = place(props.rows.value);
        this.height.value = totalHeight(this.placed.value);
        this.changed();
      }),
      effect(() => {
        // Whatever is read here and changes is drawn anew.
        void [props.view.value, props.reach.value, props.chosen.value, props.spot.value];
        void [props.range.value, props.marks.value];
        void [props.found.value, props.colourBy.value, props.flows.value, sheet.value, this.top.value];
        this.changed();
      }),
    ];
    props.handle({
      show: (stretch, track, line) => this.show(stretch, track, line),
      fit: () => this.fit(),
      zoom: (factor) => this.zoom(factor),
      png: () => this.png(),
    });
  }

  end(): void {
    for (const stop of this.stops) stop();
    cancelAnimationFrame(this.frame);
    this.leaving?.abort();
    this.props.handle(null);
  }

  resize(width: number, tall: number): void {
    const ratio = Math.min(devicePixelRatio, 3);
    this.size.value = { width, tall };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(tall * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${tall}px`;
    this.changed();
  }

  get width(): number {
    return this.size.peek().width;
  }

  get tall(): number {
    return this.size.peek().tall;
  }

  /** What is seen. */
  stretch(): Stretch {
    return this.props.view.peek() ?? whole(this.reach());
  }

  reach(): Stretch {
    return this.props.reach.peek();
  }

  /** Takes a new stretch, within reach. */
  look(stretch: Stretch): void {
    this.props.onLook(kept(stretch, this.reach()));
  }

  fit(): void {
    this.look(whole(this.reach()));
  }

  pan(by: number): void {
    this.look(panned(this.stretch(), by, this.reach()));
  }

  zoom(factor: number, at?: number): void {
    const view = this.stretch();
    this.props.onLook(zoomed(view, factor, at ?? (view.from + view.to) / 2, this.reach()));
  }

  show(stretch: Stretch, track?: number, line = 0): void {
    this.look(stretch);
    const placed = this.placed.peek().find(({ row }) => row.kind === "track" && row.track.number === track);
    if (!placed) return;
    const room = this.tall - rulerHeight;
    const target = placed.top + line * 17;
    if (target < this.top.peek() || target > this.top.peek() + room - 60) this.scrollTo(target - room / 2);
  }

  scrollTo(top: number): void {
    this.top.value = Math.max(0, Math.min(top, this.height.peek() - (this.tall - rulerHeight)));
  }

  timeAt(x: number): number {
    const { from, to } = this.stretch();
    return from + (x / this.width) * (to - from);
  }

  /** The row at a height of the canvas. */
  rowAt(y: number): Row | null {
    return y < rulerHeight
      ? null
      : (rowAt(this.placed.peek(), y - rulerHeight + this.top.peek())?.row ?? null);
  }

  at(x: number, y: number): Hover | null {
    if (y < rulerHeight) return null;
    const { timeline } = this.props;
    const ground = {
      placed: this.placed.peek(),
      seen: this.got,
      categories: timeline.categories,
      view: this.stretch(),
      width: this.width,
    };
    return hit(ground, x, y - rulerHeight + this.top.peek());
  }

  changed(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.width) return;
      this.ask();
      this.draw();
    });
  }

  private rowsSeen(extra: number): readonly Placed[] {
    const top = this.top.peek();
    return among(this.placed.peek(), top - extra, top + this.tall - rulerHeight + extra);
  }

  private draw(): void {
    const { props } = this;
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    const ratio = this.canvas.width / this.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint({
      context,
      width: this.width,
      height: this.tall,
      scroll: this.top.peek(),
      view: this.stretch(),
      rows: this.rowsSeen(0),
      seen: this.got,
      categories: props.timeline.categories,
      colourBy: props.colourBy.peek(),
      found: props.found.peek(),
      chosen: props.chosen.peek(),
      spot: props.spot.peek(),
      range: props.range.peek(),
      marks: props.marks.peek(),
      cursor: this.cursor,
      theme: sheet.peek(),
    });
    this.canvas.dataset.settled = String(this.asked === null);
    this.drawn.value++;
  }

  /** Asks for what is seen, where it is not there yet or not fine enough. */
  private ask(): void {
    const wanted = this.wanted();
    const current = this.asked ?? (this.got && this.given);
    if (current && serves(current, wanted, this.stretch())) return;
    this.leaving?.abort();
    const leaving = new AbortController();
    this.leaving = leaving;
    this.asked = wanted;
    this.props.fetch(wanted, leaving.signal).then(
      (seen) => {
        if (leaving.signal.aborted) return;
        this.got = seen;
        this.given = wanted;
        this.asked = null;
        this.trouble.value = "";
        this.changed();
      },
      (reason: unknown) => {
        if (leaving.signal.aborted) return;
        this.given = wanted;
        this.asked = null;
        this.trouble.value = reason instanceof Error ? reason.message : String(reason);
        this.changed();
      },
    );
  }

  private given: Asked | null = null;

  private wanted(): Asked {
    const { from, to } = this.stretch();
    const span = to - from;
    const rows = this.rowsSeen(rowMargin).map(({ row }) => row);
    return {
      from: from - span * margin,
      to: to + span * margin,
      width: Math.round(this.width * (1 + 2 * margin)),
      tracks: rows.flatMap((row) => (row.kind === "track" ? [row.track.number] : [])),
      counters: rows.flatMap((row) => (row.kind === "counter" ? [row.counter.number] : [])),
      flows: this.props.flows.peek(),
    };
  }

  private png(): Promise<Blob | null> {
    this.draw();
    return new Promise((resolve) => this.canvas.toBlob(resolve));
  }
}

/** Whether what was asked for shows a view as well as what would be asked for now. */
function serves(had: Asked, wanted: Asked, view: Stretch): boolean {
  const fine = (had.to - had.from) / had.width;
  const needed = (wanted.to - wanted.from) / wanted.width;
  const tracks = new Set(had.tracks);
  const counters = new Set(had.counters);
  return (
    had.from <= view.from &&
    had.to >= view.to &&
    fine <= needed * 1.01 &&
    fine >= needed / 4 &&
    (had.flows || !wanted.flows) &&
    wanted.tracks.every((track) => tracks.has(track)) &&
    wanted.counters.every((counter) => counters.has(counter))
  );
}
