/** Where in the whole timeline hits are, as a strip of bars; a click goes there. */
import { scene } from "./going";
import { state } from "./state";

const height = 18;

export function Strip({ histogram, length }: { histogram: readonly number[]; length: number }) {
  const most = Math.max(...histogram, 1);
  const view = state.view.value ?? { from: 0, to: length };
  const place = (time: number) => (100 * time) / length;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows beside it go from hit to hit
    <svg
      class="tl-strip"
      viewBox={`0 0 ${histogram.length} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Where the hits are"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = ((event.clientX - box.left) / box.width) * length;
        const span = view.to - view.from;
        scene.peek()?.show({ from: at - span / 2, to: at + span / 2 });
      }}
    >
      <title>Where the hits are; a click goes there</title>
      <rect
        class="window"
        x={`${place(view.from)}%`}
        width={`${Math.max(0.5, place(view.to - view.from))}%`}
        y={0}
        height={height}
      />
      {histogram.map((n, i) =>
        n ? (
          <rect
            key={i}
            x={i}
            width={1}
            y={height - Math.max(2, (height * n) / most)}
            height={Math.max(2, (height * n) / most)}
          />
        ) : null,
      )}
    </svg>
  );
}
