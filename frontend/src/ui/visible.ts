/** Tells an element whether it is in view, or nearly. One observer serves the whole page. */
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Pixels around the window in which things are made ready. */
const nearby = "300px 0px";

const listeners = new WeakMap<Element, (visible: boolean) => void>();

let observer: IntersectionObserver | null = null;

function watch(element: Element): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
    },
    { root: element.closest("main"), rootMargin: nearby },
  );
  observer.observe(element);
  return observer;
}

export function useVisible(ref: RefObject<Element | null>): boolean {
  const [visible, setVisible] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    listeners.set(element, setVisible);
    const watching = watch(element);
    return () => watching.unobserve(element);
  }, [ref]);
  return visible;
}
