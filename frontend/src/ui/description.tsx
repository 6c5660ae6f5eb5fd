/** What a writer says of a tag, marked up. */
import { useEffect, useRef } from "preact/hooks";
import { checked } from "../api";
import "./description.css";
import { PopoverButton } from "./popover";

export function DescriptionButton({ run, tag }: { run: string; tag: string }) {
  return (
    <PopoverButton icon="info" label="Description">
      <Description run={run} tag={tag} />
    </PopoverButton>
  );
}

/** `plain` is shown until the server has made HTML of it. */
export function Description({ run, tag, plain = "" }: { run: string; tag: string; plain?: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const leaving = new AbortController();
    fetchDescription(run, tag, leaving.signal).then(
      (html) => {
        if (ref.current) ref.current.innerHTML = html;
      },
      () => undefined,
    );
    return () => leaving.abort();
  }, [run, tag]);
  return (
    <div ref={ref} class="marked-up">
      {plain}
    </div>
  );
}

/** HTML that the server has cleaned. */
async function fetchDescription(run: string, tag: string, signal: AbortSignal): Promise<string> {
  const reply = await checked(
    await fetch(`api/description?${new URLSearchParams({ run, tag })}`, { signal }),
  );
  return ((await reply.json()) as { html: string }).html;
}
