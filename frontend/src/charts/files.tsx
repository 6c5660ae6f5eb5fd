/** Every point of a card as a file: of all its runs at once, or of one. */

import { downloadUrl } from "../api";
import { runsWith } from "../drawn";
import { things } from "../plot/formats";
import { RunName, Swatch } from "../ui/name";
import { fileName } from "./save";
import { allTags, type Spec } from "./spec";

const formats = ["csv", "json"] as const;
const mostListed = 100;

export function Files({ spec }: { spec: Spec }) {
  const tags = allTags(spec);
  const series = tags.flatMap((tag) => runsWith("scalars", tag).map(({ name }) => ({ run: name, tag })));
  const runs = [...new Set(series.map(({ run }) => run))];
  if (!runs.length) return null;
  return (
    <>
      <h4>Every point, as a file</h4>
      <ul>
        <li>
          <span class="grow">{`All ${things(runs.length, "run")}`}</span>
          {formats.map((format) => (
            <AllRuns key={format} tags={tags} runs={runs} format={format} />
          ))}
        </li>
        {series.slice(0, mostListed).map(({ run, tag }) => (
          <li key={`${run}\n${tag}`}>
            <Swatch run={run} />
            <RunName run={run} />
            {tags.length > 1 && <span class="quiet">{tag}</span>}
            {formats.map((format) => (
              <a
                key={format}
                href={downloadUrl("scalars", run, tag, format)}
                download={`${fileName(`${run} ${tag}`)}.${format}`}
              >
                {format.toUpperCase()}
              </a>
            ))}
          </li>
        ))}
        {series.length > mostListed && <li class="quiet">{`+ ${series.length - mostListed} more`}</li>}
      </ul>
    </>
  );
}

interface AllRunsProps {
  tags: readonly string[];
  runs: readonly string[];
  format: (typeof formats)[number];
}

/** A form, for thousands of names do not fit into an address; the reply is a file, so the page stays. */
function AllRuns({ tags, runs, format }: AllRunsProps) {
  return (
    <form method="post" action="api/export">
      {tags.map((tag) => (
        <input key={tag} type="hidden" name="tag" value={tag} />
      ))}
      {runs.map((run) => (
        <input key={run} type="hidden" name="run" value={run} />
      ))}
      <input type="hidden" name="format" value={format} />
      <button type="submit" aria-label={`All runs as ${format.toUpperCase()}`}>
        {format.toUpperCase()}
      </button>
    </form>
  );
}
