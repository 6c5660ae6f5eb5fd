/** How a projection that takes a while stands, and the button that starts and stops it. */
import { count, things, value } from "../../plot/formats";
import { current, jobError, layout, progress, run, running, stop } from "./job";
import type { JobState } from "./requests";
import { projector } from "./state";
import { slow } from "./wish";

const names = { pca: "PCA", tsne: "t-SNE", umap: "UMAP", axes: "the projection" } as const;

export function Running() {
  const method = projector.method.value;
  const job = progress.value;
  const busy = running.value && layout.value !== null;
  return (
    <>
      {slow(method) && <Button />}
      {job && job.method === method && (busy || slow(method)) && <Standing job={job} />}
      {jobError.value && (
        <p class="warn" role="alert">
          {jobError.value}
        </p>
      )}
      {(job?.notes ?? []).map((note) => (
        <p key={note} class="pj-note" role="status">
          {note}
        </p>
      ))}
    </>
  );
}

function Button() {
  const method = projector.method.value;
  const busy = running.value && progress.value?.method === method;
  const mine = projector.wanted.value;
  const again = mine && progress.value?.state === "done" && current.value;
  const begin = () => {
    if (again) projector.seed.value++;
    run();
  };
  return (
    <div class="actions">
      {!(busy && mine) && (
        <button
          type="button"
          class="primary pj-run"
          title={again ? "Begins at other places: the same points, another layout" : undefined}
          onClick={begin}
        >
          {again ? "Run from another start" : `Run ${names[method]}`}
        </button>
      )}
      {busy && (
        <button type="button" class="primary" onClick={stop}>
          Stop
        </button>
      )}
    </div>
  );
}

function Standing({ job }: { job: JobState }) {
  const { state, iteration, iterations, facts } = job;
  const kl = typeof facts.kl === "number" ? ` · KL ${value(facts.kl)}` : "";
  const at = iterations ? `Iteration ${count(iteration)} of ${count(iterations)}${kl}` : "";
  const words = {
    waiting: "Waiting for its turn…",
    running: at || "Computing…",
    done: iterations ? `${things(iterations, "iteration")}${kl}` : "",
    cancelled: `Stopped. ${at}`,
    failed: "",
  }[state];
  if (!words) return null;
  return (
    <div class="pj-standing" data-job={state} data-iteration={iteration}>
      {iterations > 0 && (
        <div
          class="pj-progress"
          role="progressbar"
          aria-label="Progress of the projection"
          aria-valuemin={0}
          aria-valuemax={iterations}
          aria-valuenow={iteration}
        >
          <i style={{ width: `${(100 * iteration) / iterations}%` }} />
        </div>
      )}
      <p class="quiet">{words}</p>
    </div>
  );
}
