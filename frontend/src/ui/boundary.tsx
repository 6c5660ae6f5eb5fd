/** Keeps what fails in one place from taking the rest of the page down. */
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useErrorBoundary, useState } from "preact/hooks";
import { Message } from "./blank";

const Failing = createContext<(error: unknown) => void>(reportError);

/** What tells the boundary around it of a failure that is no part of rendering, as of drawing. */
export function useFail(): (error: unknown) => void {
  return useContext(Failing);
}

interface Props {
  /** What fails here, as it is called in a sentence. */
  what: string;
  /** Whether a card stands in its place, or a message. */
  shape?: "card" | "page";
  children: ComponentChildren;
}

/** Shows its children, or once one of them has failed why, with a button to try again. */
export function Boundary({ what, shape = "page", children }: Props) {
  const [told, tell] = useState<unknown>(null);
  const [raised, reset] = useErrorBoundary((error) => console.error(error));
  const error = raised ?? told;
  const fail = useCallback((failure: unknown) => {
    console.error(failure);
    tell(failure);
  }, []);
  if (error === null || error === undefined) {
    return <Failing.Provider value={fail}>{children}</Failing.Provider>;
  }
  const again = () => {
    tell(null);
    if (raised) reset();
  };
  return shape === "card" ? (
    <article class="card-slot" data-failed>
      <div class="card">
        <div class="card-note" role="alert">
          {sentence(what, error)}
          <Again onClick={again} />
        </div>
      </div>
    </article>
  ) : (
    <Message title={`This ${what} failed`}>
      <p>{sentence(what, error)} The rest of the page goes on.</p>
      <Again onClick={again} />
    </Message>
  );
}

function Again({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="text-button" onClick={onClick}>
      Try again
    </button>
  );
}

function sentence(what: string, error: unknown): string {
  return `This ${what} failed: ${error instanceof Error ? error.message : String(error)}.`;
}
