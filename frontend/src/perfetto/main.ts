/**
 * Opens a timeline in Perfetto's own page, which stands in a frame and comes from this server too. It is given the file by
 * messages (https://perfetto.dev/docs/visualization/deep-linking-to-perfetto-ui): PING until it answers PONG, then the trace.
 */
import { checked, ServerError } from "../api";
import { bytes } from "../plot/formats";
import "./perfetto.css";

const askAgain = 100;

const said = document.getElementById("said") as HTMLElement;
const asked = new URLSearchParams(location.search);
const title = asked.get("title") || "Timeline";

async function open(): Promise<void> {
  document.title = `${title} · Perfetto`;
  said.textContent = `Fetching ${title}…`;
  const buffer = await fetchTrace();
  said.textContent = "Starting Perfetto…";
  const frame = document.createElement("iframe");
  frame.title = "Perfetto";
  frame.src = "perfetto/index.html#!/viewer?mode=embedded";
  document.body.append(frame);
  await answered(frame);
  said.textContent = "";
  const trace = { buffer, title, keepApiOpen: true };
  frame.contentWindow?.postMessage({ perfetto: trace }, location.origin, [buffer]);
}

/** The file, with how much of it is there told. */
async function fetchTrace(): Promise<ArrayBuffer> {
  const query = new URLSearchParams();
  for (const name of ["id", "file"]) if (asked.has(name)) query.set(name, asked.get(name) as string);
  const reply = await checked(await fetch(`api/timeline/raw?${query}`, { cache: "no-store" }));
  const size = Number(reply.headers.get("Content-Length")) || 0;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let got = 0;
  const reader = (reply.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (let next = await reader.read(); next.value; next = await reader.read()) {
    parts.push(next.value);
    got += next.value.length;
    said.textContent = `Fetching ${title}: ${bytes(got)}${size >= got ? ` of ${bytes(size)}` : ""}…`;
  }
  return new Blob(parts).arrayBuffer();
}

/** Comes true when the page in the frame listens. */
function answered(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    let timer = 0;
    frame.addEventListener("load", () => {
      clearInterval(timer);
      timer = window.setInterval(() => frame.contentWindow?.postMessage("PING", location.origin), askAgain);
    });
    const listen = (event: MessageEvent) => {
      if (event.source !== frame.contentWindow || event.data !== "PONG") return;
      clearInterval(timer);
      removeEventListener("message", listen);
      resolve();
    };
    addEventListener("message", listen);
  });
}

open().catch((reason: unknown) => {
  said.setAttribute("role", "alert");
  said.textContent =
    reason instanceof ServerError
      ? reason.message
      : `${title} could not be fetched; it may be too large for the browser, or the server may be gone.`;
});
