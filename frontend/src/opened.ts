/** A file opened from the page or named to the command: sent to the server, and shown in the tab of its kind. */
import { signal } from "@preact/signals";
import { decode, encode, keepToo } from "./address";
import { ServerError, sentence } from "./api";
import { view } from "./view";

/** Which tab shows files of these endings; the first that fits. */
const tabs: readonly (readonly [RegExp, string])[] = [
  [/\.(pb|pbtxt|meta|onnx)$/i, "graphs"],
  [/\.(tsv|npy|npz|bytes)$/i, "projector"],
  [/\.json(\.gz)?$/i, "timeline"],
];

/** What the file is called by the server, `opened/ID/NAME`; empty if none is open. */
const opened = signal("");

/** Sent so far, from 0 to 1; null while nothing is being sent. */
export const sending = signal<number | null>(null);

keepToo({
  write: () => ({ file: encode(opened.value) }),
  read: (text) => {
    opened.value = decode(text("file"));
  },
});

/** The tab that shows files of such a name; empty if none does. */
export function tabOf(name: string): string {
  return tabs.find(([ending]) => ending.test(name))?.[1] ?? "";
}

/** The opened file that a tab shows; empty if there is none. */
export function openedIn(tab: string): string {
  return tabOf(opened.value) === tab ? opened.value : "";
}

/** What a person calls an opened file. */
export function openedName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** Shows no opened file any more. */
export function closeOpened(): void {
  opened.value = "";
}

/** Sends a file and shows it in its tab; a ServerError or TypeError with one sentence where it cannot be. */
export async function show(file: File): Promise<void> {
  const tab = tabOf(file.name);
  if (!tab) {
    throw new TypeError(
      `${file.name} is no file that can be opened: graphs are .pb, .pbtxt, .meta or .onnx, vectors .tsv, .npy or .npz, timelines .json or .json.gz.`,
    );
  }
  opened.value = await send(file);
  view.tab.value = tab;
}

/** Sends a file; what the server calls it from now on. A ServerError with one sentence where it does not take it. */
export function send(file: File): Promise<string> {
  sending.value = 0;
  return new Promise<string>((resolve, reject) => {
    // fetch tells nothing of how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", `api/open?name=${encodeURIComponent(file.name)}`);
    request.upload.onprogress = ({ loaded, total }) => {
      sending.value = total ? loaded / total : 0;
    };
    request.onload = () => {
      if (request.status === 200) resolve((JSON.parse(request.responseText) as { file: string }).file);
      else
        reject(new ServerError(sentence(request.responseText) ?? `The server answered ${request.status}.`));
    };
    request.onerror = () =>
      reject(new ServerError(`${file.name} could not be sent: the server does not answer.`));
    request.send(file);
  }).finally(() => {
    sending.value = null;
  });
}
