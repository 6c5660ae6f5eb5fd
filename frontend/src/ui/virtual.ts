/** Which rows of a long list are in view. */
import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";

const margin = 8;

/** Rows of one height in a scrolling element, under a head that stays: put `ref` on it, render rows `from` to `to`. */
export function useWindow(total: number, rowHeight: number, head = 0) {
  const ref = useRef<HTMLDivElement>(null);
  const place = useMemo(() => signal({ top: 0, height: 800 }), []);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const top = Math.floor(element.scrollTop / rowHeight);
      const height = element.clientHeight;
      const now = place.peek();
      if (now.top !== top || now.height !== height) place.value = { top, height };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [place, rowHeight]);
  const { top, height } = place.value;
  const from = Math.max(0, Math.min(top, total) - margin);
  const to = Math.min(total, top + Math.ceil(height / rowHeight) + margin);
  const reveal = (row: number) => {
    const element = ref.current;
    if (!element) return;
    const above = row * rowHeight;
    const below = above + head + rowHeight;
    if (above < element.scrollTop) element.scrollTop = above;
    else if (below > element.scrollTop + element.clientHeight) {
      element.scrollTop = below - element.clientHeight;
    }
  };
  return { ref, from, to, reveal, page: Math.max(1, Math.floor(height / rowHeight) - 1) };
}
