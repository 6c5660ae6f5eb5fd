/** Opens vectors and labels that are not in the logdir. */
import { useState } from "preact/hooks";
import { ServerError } from "../../api";
import { closeOpened, openedIn, openedName, send, sending, show } from "../../opened";
import { PopoverButton } from "../../ui/popover";
import { forgetPoints, projector } from "./state";

export function FilesButton() {
  const labels = projector.labelFile.value;
  return (
    <PopoverButton
      icon="open"
      label="Open vectors or labels"
      marked={openedIn("projector") !== "" || labels !== ""}
    >
      <Files />
    </PopoverButton>
  );
}

function Files() {
  const [problem, setProblem] = useState("");
  const file = openedIn("projector");
  const labels = projector.labelFile.value;
  const take = async (chosen: File | undefined, open: (file: File) => Promise<void>) => {
    if (!chosen) return;
    setProblem("");
    try {
      await open(chosen);
    } catch (error) {
      if (!(error instanceof ServerError || error instanceof TypeError)) throw error;
      setProblem(error.message);
    }
  };
  return (
    <>
      <label>
        Vectors (.tsv, .npy, .npz)
        <input
          type="file"
          accept=".tsv,.npy,.npz,.bytes"
          disabled={sending.value !== null}
          onChange={(event) => void take(event.currentTarget.files?.[0], openVectors)}
        />
      </label>
      <label>
        Labels for them (.tsv)
        <input
          type="file"
          accept=".tsv,.txt"
          disabled={sending.value !== null}
          onChange={(event) => void take(event.currentTarget.files?.[0], openLabels)}
        />
      </label>
      {sending.value !== null && <progress aria-label="Sending" value={sending.value} />}
      {file && <Opened name={file} what="vectors" onClose={closeVectors} />}
      {labels && <Opened name={labels} what="labels" onClose={closeLabels} />}
      <p class="quiet">
        A line a point: its numbers with tabs between, or what is said about it, under a line of column names
        where there are several.
      </p>
      {problem && (
        <p class="warn" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Opened({ name, what, onClose }: { name: string; what: string; onClose: () => void }) {
  return (
    <div class="pj-row">
      <span class="pj-opened">{openedName(name)}</span>
      <button type="button" class="text-button" onClick={onClose}>
        {`Close these ${what}`}
      </button>
    </div>
  );
}

async function openVectors(file: File): Promise<void> {
  await show(file);
  projector.labelFile.value = "";
  projector.wanted.value = false;
  forgetPoints();
}

async function openLabels(file: File): Promise<void> {
  projector.labelFile.value = await send(file);
}

function closeVectors(): void {
  closeOpened();
  closeLabels();
  forgetPoints();
}

function closeLabels(): void {
  projector.labelFile.value = "";
}
