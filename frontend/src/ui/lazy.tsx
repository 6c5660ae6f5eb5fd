/** A tab whose code is fetched when it is first opened. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Message } from "./blank";

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | null = null;
  return function Lazy() {
    const [failed, setFailed] = useState(false);
    const [, arrived] = useState(0);
    useEffect(() => {
      if (loaded || failed) return;
      load().then(
        (component) => {
          loaded = component;
          arrived((n) => n + 1);
        },
        () => setFailed(true),
      );
    }, [failed]);
    if (loaded) {
      const Page = loaded;
      return <Page />;
    }
    if (!failed) return <Message title="Loading…" />;
    return (
      <Message title="This tab could not be loaded">
        <p>The server did not answer. Is board still running, and the tunnel to it open?</p>
        <button type="button" class="primary" onClick={() => setFailed(false)}>
          Try again
        </button>
      </Message>
    );
  };
}
