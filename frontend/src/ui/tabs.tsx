/** The tabs of the kinds that exist. Where there is no room for all, buttons at the ends bring the rest into view. */
import { useEffect, useRef, useState } from "preact/hooks";
import { tabs } from "../dashboards";
import { count } from "../plot/formats";
import { view } from "../view";
import { IconButton } from "./icons";

export function Tabs() {
  const present = tabs.value;
  const chosen = present.some(({ kind }) => kind === view.tab.value) ? view.tab.value : present[0]?.kind;
  const ref = useRef<HTMLDivElement>(null);
  const hidden = useHidden(ref, present.map(({ title, tags }) => title + count(tags)).join());
  const scroll = (way: number) => () =>
    ref.current?.scrollBy({ left: way * 0.7 * ref.current.clientWidth, behavior: "smooth" });
  useEffect(() => {
    ref.current
      ?.querySelector("[aria-selected=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen, present.length, hidden.any]);
  return (
    <div class="tab-row">
      {hidden.any && (
        <IconButton
          icon="left"
          label="Tabs to the left"
          disabled={!hidden.left}
          tab={-1}
          onClick={scroll(-1)}
        />
      )}
      <div class="tabs" ref={ref} role="tablist" aria-label="Dashboards">
        {present.map(({ kind, title, tags }) => (
          <a
            key={kind}
            role="tab"
            href={`#tab=${kind}`}
            aria-selected={kind === chosen}
            data-tab={kind}
            onClick={(event) => {
              event.preventDefault();
              view.tab.value = kind;
            }}
          >
            {title} <b>{count(tags)}</b>
          </a>
        ))}
      </div>
      {hidden.any && (
        <IconButton
          icon="right"
          label="Tabs to the right"
          disabled={!hidden.right}
          tab={-1}
          onClick={scroll(1)}
        />
      )}
    </div>
  );
}

/** On which sides a row has more than is in view; looked at again when it is scrolled or resized, and when `content` changes. */
function useHidden(ref: { current: HTMLElement | null }, content: string) {
  const [hidden, setHidden] = useState({ any: false, left: false, right: false });
  useEffect(() => {
    const row = ref.current;
    if (!row) return;
    const look = () => {
      const left = row.scrollLeft > 1;
      const right = row.scrollLeft + row.clientWidth < row.scrollWidth - 1;
      setHidden((before) =>
        before.left === left && before.right === right ? before : { any: left || right, left, right },
      );
    };
    look();
    row.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(row);
    return () => {
      row.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [ref, content]);
  return hidden;
}
