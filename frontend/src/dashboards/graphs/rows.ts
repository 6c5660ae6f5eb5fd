/** The rows of the table of operations, fetched in pages as they come into view; and all of them for a file. */
import { signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { fetchOperations, type OperationRow, type Operations, type Source } from "./request";

/** A row: null where nothing is known, or what it is does not go for operations taken together. */
export interface Row extends OperationRow {
  readonly nodes: number;
}

const pageSize = 300;
const inFile = 1000;

export function kindRows({ by_op }: Operations): Row[] {
  return by_op.map(([op, nodes, time, memory, parameters]) => ({
    path: null,
    name: op || "not told",
    op,
    nodes,
    time,
    memory,
    executions: null,
    parameters,
    device: "",
    shape: "",
  }));
}

/** What is not known comes last, whichever way it is sorted; what is equal is sorted by name. */
export function sorted(rows: readonly Row[], sort: string): Row[] {
  const down = sort.startsWith("-");
  const key = (down ? sort.slice(1) : sort) as keyof Row;
  const way = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [a[key], b[key]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    if (one !== other) return (one < other ? -1 : 1) * way;
    return a.name < b.name ? -1 : 1;
  });
}

/** One graph's table in one order. */
export class Table {
  /** The first reply: the sums and the kinds of operations are in every one. */
  readonly head = signal<Operations | null>(null);
  readonly error = signal("");
  /** Grows with every page. */
  readonly pages = signal(0);
  private readonly rows = new Map<number, Row>();
  private readonly asked = new Set<number>();
  private readonly leaving = new AbortController();

  constructor(
    private readonly source: Source,
    private readonly session: string,
    private readonly sort: string,
  ) {
    this.want(0, 1);
  }

  row(place: number): Row | null {
    return this.rows.get(place) ?? null;
  }

  /** Has the rows between two places fetched, unless they have been. */
  want(from: number, to: number): void {
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) {
      if (this.asked.has(page)) continue;
      this.asked.add(page);
      void this.ask(page);
    }
  }

  private async ask(page: number): Promise<void> {
    try {
      const reply = await this.fetch(page * pageSize, pageSize, this.leaving.signal);
      reply.rows.forEach((row, i) => {
        this.rows.set(page * pageSize + i, { ...row, nodes: 1 });
      });
      this.head.value = reply;
      this.pages.value++;
      this.error.value = "";
    } catch (reason) {
      this.asked.delete(page);
      if (!this.leaving.signal.aborted)
        this.error.value = reason instanceof ServerError ? reason.message : silence;
    }
  }

  private fetch(offset: number, limit: number, signal?: AbortSignal): Promise<Operations> {
    const descending = this.sort.startsWith("-");
    const sort = descending ? this.sort.slice(1) : this.sort;
    return fetchOperations(this.source, this.session, { sort, descending, offset, limit }, signal);
  }

  /** Every row. */
  async all(): Promise<Row[]> {
    const found: Row[] = [];
    for (;;) {
      const { rows, total } = await this.fetch(found.length, inFile);
      for (const row of rows) found.push({ ...row, nodes: 1 });
      if (!rows.length || found.length >= total) return found;
    }
  }

  end(): void {
    this.leaving.abort();
  }
}
