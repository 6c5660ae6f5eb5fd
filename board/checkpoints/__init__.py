"""TensorFlow's checkpoints (the V2 bundle), read without TensorFlow: an index, which is a table, and shards of data."""
