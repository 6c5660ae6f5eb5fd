/** Where in the whole timeline hits are, as a strip of bars; a click goes there. */
import type { Picture } from "./picture";

const height = 18;

export function Strip(props: { histogram: readonly number[]; picture: Picture; length: number }) {
  const { histogram, picture, length } = props;
  const most = Math.max(...histogram, 1);
  const view = picture.view.value ?? picture.reach.value;
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
        picture.scene.peek()?.show({ from: at - span / 2, to: at + span / 2 });
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
