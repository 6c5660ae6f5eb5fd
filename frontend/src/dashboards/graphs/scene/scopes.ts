/** The scopes that are open, as far as they have arrived. */
import type { Scope } from "./types";

/** What has arrived is laid out when nothing more is awaited, or after so many milliseconds. */
const patience = 120;

export class Scopes {
  readonly known = new Map<string, Scope>();
  readonly failed = new Map<string, string>();
  readonly awaited = new Set<string>();
  private asked: (path: string) => Promise<Scope>;
  private timer = 0;

  constructor(
    scopeOf: (path: string) => Promise<Scope>,
    private readonly arrived: () => void,
  ) {
    this.asked = scopeOf;
  }

  /** Asks for what is open and not known. */
  want(open: Iterable<string>): void {
    for (const path of ["", ...open])
      if (!this.known.has(path) && !this.awaited.has(path) && !this.failed.has(path)) this.ask(path);
  }

  /** Asks again for all that is known, of another session; what is shown stays until the answer comes. */
  renew(scopeOf: (path: string) => Promise<Scope>, open: ReadonlySet<string>): void {
    if (this.asked === scopeOf) return;
    this.asked = scopeOf;
    this.failed.clear();
    for (const path of this.known.keys()) if (path !== "" && !open.has(path)) this.known.delete(path);
    for (const path of ["", ...open]) this.ask(path);
  }

  forgetFailed(path: string): void {
    this.failed.delete(path);
  }

  end(): void {
    clearTimeout(this.timer);
    this.asked = () => new Promise(() => {});
  }

  private ask(path: string): void {
    const asked = this.asked;
    this.awaited.add(path);
    asked(path).then(
      (scope) => this.take(asked, path, () => this.known.set(path, scope)),
      (error: unknown) =>
        this.take(asked, path, () =>
          this.failed.set(path, error instanceof Error ? error.message : String(error)),
        ),
    );
  }

  private take(asked: Scopes["asked"], path: string, keep: () => void): void {
    if (asked !== this.asked) return;
    this.awaited.delete(path);
    keep();
    const tell = () => {
      clearTimeout(this.timer);
      this.timer = 0;
      this.arrived();
    };
    if (!this.awaited.size || !this.known.has("")) tell();
    else this.timer ||= window.setTimeout(tell, patience);
  }

  /** Paths of the open scopes that are seen: known, and in one that is seen. */
  seen(open: ReadonlySet<string>): string[] {
    const paths: string[] = [];
    const waiting = [""];
    while (waiting.length) {
      const path = waiting.pop() as string;
      const scope = this.known.get(path);
      if (!scope) continue;
      paths.push(path);
      for (const node of scope.nodes)
        if (node.expandable && open.has(node.path) && this.known.has(node.path)) waiting.push(node.path);
    }
    return paths;
  }
}
