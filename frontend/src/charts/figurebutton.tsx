/** The button of a card's menu that saves its figure for Plotly, and why none came. */
import { ServerError } from "../api";
import { silence } from "../live";

interface Props {
  save: () => Promise<void>;
  /** Called with a sentence to be shown, or with an empty one. */
  tell: (trouble: string) => void;
}

export function FigureButton({ save, tell }: Props) {
  const figure = () =>
    save().then(
      () => tell(""),
      (error: unknown) => tell(error instanceof ServerError ? error.message : silence),
    );
  return (
    <button
      type="button"
      title="A figure as JSON: plotly.io.from_json reads it"
      onClick={() => void figure()}
    >
      Save Plotly
    </button>
  );
}
