/** What the sheet on the server and its files shows, kept in the address. */
import { signal } from "@preact/signals";
import { decode, encode, type Kept, keepToo } from "../address";

/** What the list of files can be sorted by; "-" before one turns it round. The first is the usual. */
export const fileSorts = ["state", "file", "run", "size", "read", "points", "changed", "problems"] as const;

export const debug = {
  open: signal(false),
  search: signal(""),
  /** The only state of files that is listed, or "". */
  state: signal(""),
  sort: signal("state"),
};

const parts: Kept = {
  write: () => ({
    server: debug.open.value ? "1" : "",
    files: debug.open.value ? encode(debug.search.value) : "",
    filestate: debug.open.value ? encode(debug.state.value) : "",
    filesort: debug.open.value && debug.sort.value !== "state" ? encode(debug.sort.value) : "",
  }),
  read: (text) => {
    const sort = decode(text("filesort"));
    debug.open.value = text("server") === "1";
    debug.search.value = decode(text("files"));
    debug.state.value = decode(text("filestate"));
    debug.sort.value = fileSorts.some((known) => known === sort.replace(/^-/, "")) ? sort : "state";
  },
};

keepToo(parts);
