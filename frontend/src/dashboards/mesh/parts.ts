/** A mesh is written as two or three tags: TensorFlow and PyTorch name their parts, tensorboardX numbers them. */

const endings = { _FACE: "_VERTEX", _COLOR: "_VERTEX", _2: "_1", _3: "_1" };

/** The tags that have the vertices: one a mesh. */
export function vertexTags(tags: readonly string[]): string[] {
  const known = new Set(tags);
  return tags.filter(
    (tag) =>
      !Object.entries(endings).some(
        ([ending, vertices]) => tag.endsWith(ending) && known.has(tag.slice(0, -ending.length) + vertices),
      ),
  );
}

/** What the mesh was called. */
export function meshName(tag: string): string {
  return tag.replace(/_(VERTEX|1)$/, "");
}
