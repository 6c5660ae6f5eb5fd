/** Tells an element whether it is in view, or nearly. One observer serves all that scrolls together. */
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Pixels around the window in which things are made ready. */
const nearby = "300px 0px";

const listeners = new WeakMap<Element, (visible: boolean) => void>();

const observers = new WeakMap<Element, IntersectionObserver>();

function watch(element: Element): IntersectionObserver {
  const root = element.closest("[data-scrolls], main") ?? document.body;
  const observer =
    observers.get(root) ??
    new IntersectionObserver(
      (entries) => {
        for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
      },
      { root, rootMargin: nearby },
    );
  observers.set(root, observer);
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
