/** Opening a file that is not in the logdir: a button at the top, and the whole page to drop one on. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ServerError } from "../api";
import { sending, show } from "../opened";
import { IconButton } from "./icons";
import { whenLeft } from "./leave";
import "./openfile.css";

const unfolded = signal(false);
const problem = signal("");

async function open(file: File | undefined): Promise<void> {
  if (!file) return;
  problem.value = "";
  unfolded.value = true;
  try {
    await show(file);
    unfolded.value = false;
  } catch (error) {
    if (!(error instanceof ServerError || error instanceof TypeError)) throw error;
    problem.value = error.message;
  }
}

/** Has files dropped anywhere opened. */
function takeDrops(): () => void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (event: DragEvent) => {
    if (holdsFiles(event)) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    if (!holdsFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    void open(event.dataTransfer?.files[0]);
  };
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  return () => {
    document.removeEventListener("dragover", over);
    document.removeEventListener("drop", drop);
  };
}

export function OpenFileButton() {
  const ref = useRef<HTMLDivElement>(null);
  const isOpen = unfolded.value;
  const fold = () => {
    unfolded.value = false;
    problem.value = "";
  };
  const toggle = () => {
    if (isOpen) fold();
    else unfolded.value = true;
  };
  useEffect(takeDrops, []);
  useEffect(() => (isOpen ? whenLeft(ref.current, fold) : undefined), [isOpen]);
  return (
    <div class="holds-popover" ref={ref}>
      <IconButton icon="open" class="wide" label="Open a file" expanded={isOpen} onClick={toggle} />
      {isOpen && <Dialog />}
    </div>
  );
}

function Dialog() {
  const share = sending.value;
  return (
    <div class="popover form open-file" role="dialog" aria-label="Open a file">
      <label>
        A graph, vectors or a timeline
        <input
          type="file"
          disabled={share !== null}
          onChange={(event) => void open(event.currentTarget.files?.[0])}
        />
      </label>
      <p class="quiet">
        Or drop it anywhere on the page. It is shown here and kept only while board runs; the logdir stays as
        it is.
      </p>
      {share !== null && <progress aria-label="Sending" value={share} />}
      {problem.value && (
        <p class="warn" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  );
}
