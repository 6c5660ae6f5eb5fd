/** What the tab says when there is no embedding, or something is wrong with those there are. */
import { things } from "../../plot/formats";
import { Message } from "../../ui/blank";
import { listing } from "./embeddings";
import { FilesButton } from "./files";

const example = `from summary import SummaryWriter

writer = SummaryWriter("runs/one")
writer.add_embedding(vectors, metadata=labels, label_img=images, global_step=step)`;

export function None() {
  const others = listing.value?.embeddings.length ?? 0;
  if (others) {
    return (
      <Message title="No embedding in the runs that are on">
        <p>{`Other runs have ${things(others, "embedding")}: switch them on at the left.`}</p>
      </Message>
    );
  }
  return (
    <Message title="No embedding here yet">
      <p>
        Shown are the embeddings that a projector_config.pbtxt names, the matrices in checkpoints of
        TensorFlow, and .npy and .npz files beside the runs. To log one:
      </p>
      <pre class="pj-example">{example}</pre>
      <div class="pj-row">
        <span>Or open a file of vectors:</span>
        <FilesButton />
      </div>
      <Sentences />
    </Message>
  );
}

/** What is wrong beyond the embedding that is looked at. */
export function Problems() {
  if (!listing.value?.problems.length) return null;
  return (
    <div class="pj-problems">
      <Sentences />
    </div>
  );
}

function Sentences() {
  return (
    <>
      {(listing.value?.problems ?? []).map((sentence) => (
        <p key={sentence} class="warn">
          {sentence}
        </p>
      ))}
    </>
  );
}
