/** Lays out the open scopes, the inner ones first, and answers with what changed. A newer request ends an older one between two levels. */

import { leaningsOf, straight } from "./leanings";
import { arranged } from "./level";
import { type Parts, partsOf } from "./parts";
import type { Geometry, Level, Reply, Request } from "./shapes";

interface Known {
  readonly level: Level;
  parts: Parts | null;
  geometry: Geometry | null;
  /** The open children that the geometry was made with. */
  children: ReadonlyMap<string, Geometry>;
}

const known = new Map<string, Known>();
const told = new Set<Geometry>();
let latest = 0;

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  latest = data.id;
  for (const level of data.levels)
    known.set(level.path, { level, parts: null, geometry: null, children: new Map() });
  void answer(data);
});

async function answer({ id, open }: Request): Promise<void> {
  const isOpen = new Set(open);
  const outerFirst = seen(isOpen);
  for (const { path, around } of outerFirst) {
    const scope = known.get(path);
    if (!scope || scope.parts) continue;
    const leanings = around?.parts ? leaningsOf(around.level, around.parts, path) : straight;
    scope.parts = partsOf(scope.level, leanings);
    await turn();
    if (id !== latest) return;
  }
  for (const { path } of outerFirst.reverse()) {
    const scope = known.get(path);
    if (scope && renew(scope, isOpen)) await turn();
    if (id !== latest) return;
  }
  const made = [...isOpen].flatMap((path) => known.get(path)?.geometry ?? []);
  const levels = made.filter((geometry) => !told.has(geometry));
  told.clear();
  for (const geometry of made) told.add(geometry);
  self.postMessage({ id, levels } satisfies Reply);
}

/** Open scopes with the scope around each, which comes before it. */
function seen(open: ReadonlySet<string>): { path: string; around: Known | null }[] {
  const order: { path: string; around: Known | null }[] = [{ path: "", around: null }];
  for (const { path } of order) {
    const around = known.get(path) ?? null;
    for (const child of around?.level.paths ?? [])
      if (open.has(child) && known.has(child)) order.push({ path: child, around });
  }
  return order;
}

/** True where something had to be done. */
function renew(scope: Known, open: ReadonlySet<string>): boolean {
  const children = new Map<string, Geometry>();
  for (const path of scope.level.paths) {
    const geometry = open.has(path) && known.get(path)?.geometry;
    if (geometry) children.set(path, geometry);
  }
  const same =
    children.size === scope.children.size &&
    [...children].every(([path, geometry]) => scope.children.get(path) === geometry);
  if ((scope.geometry && same) || !scope.parts) return false;
  scope.children = children;
  scope.geometry = arranged(scope.level, scope.parts, (path) => children.get(path) ?? null);
  return true;
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets a newer request come in. */
function turn(): Promise<void> {
  return new Promise((done) => {
    waiting.push(done);
    channel.port2.postMessage(null);
  });
}
