/** What the listing calls the series that hold graphs, and those of session runs. */

export const graphKinds = ["graphs", "graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model"];

/** Step statistics of a session, as TensorFlow 1 and profilers write them. */
export const sessionKinds = ["graph_tagged_run_metadata"];
