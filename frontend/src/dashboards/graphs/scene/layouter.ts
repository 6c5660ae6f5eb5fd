/** The worker that lays out, as the page has it: the newest wish is answered, older ones are given up. */
import type { Geometry, Level, Reply, Request } from "./layout/shapes";

/** A level that keeps the worker this long holds up a newer wish no longer: it is begun afresh. */
const patience = 1500;

export class Layouter {
  private worker: Worker;
  private readonly levels = new Map<string, Level>();
  private sent = new Set<Level>();
  private readonly geometries = new Map<string, Geometry>();
  private id = 0;
  private since: number | null = null;

  constructor(
    private readonly done: (geometries: ReadonlyMap<string, Geometry>) => void,
    private readonly failed: (reason: string) => void,
  ) {
    this.worker = this.begin();
  }

  private begin(): Worker {
    const worker = new Worker(new URL("./layout/worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.take(data);
    worker.onerror = (event) => this.failed(event.message);
    return worker;
  }

  set(level: Level): void {
    this.levels.set(level.path, level);
  }

  /** Lays out the open scopes, of which all levels are set. */
  wish(open: readonly string[]): void {
    if (this.since !== null && performance.now() - this.since > patience) {
      this.worker.terminate();
      this.worker = this.begin();
      this.sent = new Set();
      this.since = null;
    }
    const all = open.flatMap((path) => this.levels.get(path) ?? []);
    const levels = all.filter((level) => !this.sent.has(level));
    for (const level of levels) this.sent.add(level);
    this.since ??= performance.now();
    this.worker.postMessage({ id: ++this.id, levels, open } satisfies Request);
  }

  private take({ id, levels }: Reply): void {
    for (const geometry of levels) this.geometries.set(geometry.path, geometry);
    if (id !== this.id) return;
    this.since = null;
    this.done(this.geometries);
  }

  end(): void {
    this.worker.terminate();
  }
}
