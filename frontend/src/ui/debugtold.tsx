/** What the sheet on the server tells: how it is, and how far it has read each file. */
import { useEffect, useState } from "preact/hooks";
import { ServerError } from "../api";
import { silence } from "../live";
import { ago, bytes, count, duration } from "../plot/formats";
import { debug } from "./debug";
import "./debug.css";
import {
  type CacheTold,
  type FilesTold,
  fetchFiles,
  fetchServer,
  type RouteTold,
  type Told,
} from "./debugapi";
import { FileList } from "./debugfiles";

/** Milliseconds between two looks. */
const pause = 2000;
const rowsAtFirst = 100;
const mostRows = 1000;

export function DebugTold() {
  const [told, setTold] = useState<Told | null>(null);
  const [files, setFiles] = useState<FilesTold | null>(null);
  const [error, setError] = useState("");
  const [rows, setRows] = useState(rowsAtFirst);
  const { search, state, sort } = debug;
  useEffect(() => {
    const leaving = new AbortController();
    let timer = 0;
    const look = async () => {
      if (!document.hidden) {
        try {
          const asked = [
            fetchServer(leaving.signal),
            fetchFiles(search.value, state.value, sort.value, rows, leaving.signal),
          ] as const;
          const [server, list] = await Promise.all(asked);
          setTold(server);
          setFiles(list);
          setError("");
        } catch (reason) {
          if (leaving.signal.aborted) return;
          setError(reason instanceof ServerError ? reason.message : silence);
        }
      }
      if (!leaving.signal.aborted) timer = window.setTimeout(look, pause);
    };
    void look();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [search.value, state.value, sort.value, rows]);
  return (
    <div class="debug">
      {error && (
        <p class="warn" role="alert">
          {error}
        </p>
      )}
      {told && <Facts told={told} />}
      {files ? (
        <FileList
          files={files}
          more={files.files.length < files.matched && rows < mostRows ? () => setRows(mostRows) : null}
        />
      ) : (
        !error && <p class="quiet">Asking the server…</p>
      )}
    </div>
  );
}

function Facts({ told }: { told: Told }) {
  const { process, loader, memory, caches, routes } = told;
  const of = (n: number | null, most: number | null) =>
    n === null ? "not told by its system" : most === null ? count(n) : `${count(n)} of ${count(most)}`;
  const asked = routes.reduce((sum, route) => sum + route.count, 0);
  return (
    <>
      <dl class="facts">
        <Fact name="Version">{`${told.version}, up ${duration(told.up)}`}</Fact>
        <Fact name="Memory">
          {process.memory === null
            ? "not told by its system"
            : `${bytes(process.memory)} of at most ${bytes(memory.most)}, caches ${bytes(memory.kept)}`}
        </Fact>
        <Fact name="Descriptors">{of(process.descriptors, process.descriptors_most)}</Fact>
        <Fact name="Threads">{count(process.threads)}</Fact>
        <Fact name="Processor">{`${duration(process.processor)} in all`}</Fact>
        <Fact name="Last look at files">
          {loader.rounds ? `${ago(loader.ago)} ago, ${milliseconds(loader.mean)} on average` : "none yet"}
        </Fact>
        <Fact name="Read">{`${bytes(loader.bytes)}, ${count(loader.values)} values`}</Fact>
        <Fact name="Read after it was written">
          {loader.lag === null ? "nothing was appended yet" : `within ${loader.lag} s, mostly`}
        </Fact>
        {loader.failures > 0 && <Fact name="Failed looks">{count(loader.failures)}</Fact>}
      </dl>
      <Routes routes={routes} asked={asked} />
      <Caches caches={caches} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div data-fact={name}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function milliseconds(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms` : duration(seconds);
}

function Routes({ routes, asked }: { routes: readonly RouteTold[]; asked: number }) {
  return (
    <details>
      <summary>{`Requests: ${count(asked)}`}</summary>
      <table>
        <thead>
          <tr>
            <th>address</th>
            <th class="number">requests</th>
            <th class="number">failed</th>
            <th class="number">on average</th>
            <th class="number">99 % within</th>
          </tr>
        </thead>
        <tbody>
          {routes.map(({ route, count: times, failed, mean, slow }) => (
            <tr key={route}>
              <td class="mono">{route}</td>
              <td class="number">{count(times)}</td>
              <td class={failed ? "number warn" : "number"}>{count(failed)}</td>
              <td class="number">{milliseconds(mean)}</td>
              <td class="number">{milliseconds(slow)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Caches({ caches }: { caches: readonly CacheTold[] }) {
  const used = caches.filter(({ bytes: held, hits, misses }) => held + hits + misses > 0);
  if (!used.length) return null;
  return (
    <details>
      <summary>{`Caches: ${bytes(used.reduce((sum, cache) => sum + cache.bytes, 0))}`}</summary>
      <table>
        <thead>
          <tr>
            <th>of</th>
            <th class="number">size</th>
            <th class="number">found</th>
            <th class="number">made</th>
          </tr>
        </thead>
        <tbody>
          {used.map(({ name, bytes: held, hits, misses }) => (
            <tr key={name}>
              <td>{name}</td>
              <td class="number">{bytes(held)}</td>
              <td class="number">{count(hits)}</td>
              <td class="number">{count(misses)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
