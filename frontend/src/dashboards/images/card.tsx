/** The card of one tag: the images of the runs that are on, side by side. */
import { useRef, useState } from "preact/hooks";
import { gridColumns } from "../../charts/corner";
import { runsWith } from "../../drawn";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { Content } from "./content";
import { imageKey } from "./keys";
import { Saving } from "./saving";
import type { Selection } from "./selected";

export function ImageCard({ id, tag }: CardProps) {
  const runs = runsWith("images", tag);
  const [cells, setCells] = useState(runs.length);
  const [note, setNote] = useState("");
  const selection = useRef<Selection | null>(null);
  const columns = Math.max(1, Math.min(cells, gridColumns.value));
  return (
    <TagCard
      id={id}
      tag={tag}
      shape="own"
      note={note}
      style={{ gridColumn: `span ${columns}`, "--row": "120px" }}
      tools={<Saving tag={tag} selection={selection} />}
      onKeyDown={(event) => imageKey(event, id, selection.current)}
    >
      {(full) => (
        <Content
          key={String(full)}
          card={id}
          tag={tag}
          runs={runs}
          full={full}
          columns={columns}
          onCells={setCells}
          onNote={setNote}
          selection={selection}
        />
      )}
    </TagCard>
  );
}
