/** The list of files in the sheet on the server: searched, left to one state, sorted. */
import { ago, bytes, count, moment, things } from "../plot/formats";
import { debug, type fileSorts } from "./debug";
import type { FilesTold, FileTold } from "./debugapi";

type Sort = (typeof fileSorts)[number];

const heads: readonly (readonly [sort: Sort, text: string, number: boolean])[] = [
  ["file", "file", false],
  ["state", "state", false],
  ["size", "size", true],
  ["read", "read to", true],
  ["points", "points", true],
  ["problems", "problems", true],
  ["changed", "changed", true],
];

export function FileList({ files, more }: { files: FilesTold; more: (() => void) | null }) {
  return (
    <section aria-label="Files">
      <div class="files-head">
        <div class="field">
          <input
            type="text"
            value={debug.search.value}
            placeholder="Search files"
            aria-label="Search files"
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            onInput={(event) => {
              debug.search.value = event.currentTarget.value;
            }}
          />
        </div>
        <States files={files} />
      </div>
      <div class="files-table">
        <table>
          <thead>
            <tr>
              {heads.map(([sort, text, number]) => (
                <Head key={sort} sort={sort} text={text} number={number} />
              ))}
            </tr>
          </thead>
          <tbody>
            {files.files.map((file) => (
              <Row key={file.file} file={file} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet" role="status">
        {files.matched === 0
          ? files.total === 0
            ? "No file was found yet."
            : `None of ${things(files.total, "file")} is as wanted.`
          : files.files.length < files.matched
            ? `The first ${count(files.files.length)} of ${things(files.matched, "file")}. `
            : things(files.matched, "file")}
        {more && (
          <button type="button" class="text-button" onClick={more}>
            More
          </button>
        )}
      </p>
    </section>
  );
}

/** A button a state, with how many files are in it. */
function States({ files }: { files: FilesTold }) {
  const { state } = debug;
  return (
    <div class="states">
      {files.states.map(({ state: each, count: number, means }) => (
        <button
          key={each}
          type="button"
          title={means}
          aria-pressed={state.value === each}
          data-state={each}
          onClick={() => {
            state.value = state.value === each ? "" : each;
          }}
        >
          {each} <b>{count(number)}</b>
        </button>
      ))}
    </div>
  );
}

function Head({ sort, text, number }: { sort: Sort; text: string; number: boolean }) {
  const now = debug.sort.value;
  const chosen = now.replace(/^-/, "") === sort;
  return (
    <th
      class={number ? "number" : undefined}
      aria-sort={chosen ? (now === sort ? "ascending" : "descending") : "none"}
    >
      <button
        type="button"
        onClick={() => {
          debug.sort.value = now === sort ? `-${sort}` : sort;
        }}
      >
        {text}
        {chosen && <span aria-hidden="true">{now === sort ? " ▾" : " ▴"}</span>}
      </button>
    </th>
  );
}

function Row({ file }: { file: FileTold }) {
  const { state, size, read, points, problems, restarts, changed, trouble } = file;
  const beside = state === "beside";
  const asks = state === "damaged" || state === "unreadable";
  return (
    <tr data-file={file.file}>
      <td class="mono">
        {file.file}
        {trouble && <p class="warn">{trouble}</p>}
        {restarts > 1 && <p class="quiet">{things(restarts, "session")}</p>}
      </td>
      <td class={asks ? "warn" : undefined}>{state}</td>
      <td class="number" title={things(size, "byte")}>
        {bytes(size)}
      </td>
      <td class="number" title={things(read, "byte")}>
        {beside ? "" : read === size ? "end" : count(read)}
      </td>
      <td class="number">{beside ? "" : count(points)}</td>
      <td class="number">{problems ? count(problems) : ""}</td>
      <td class="number" title={changed === null ? undefined : moment(changed)}>
        {changed === null ? "" : ago(Date.now() / 1000 - changed)}
      </td>
    </tr>
  );
}
