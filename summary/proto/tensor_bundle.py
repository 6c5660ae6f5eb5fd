"""The tables of checkpoints: protos/tensor_bundle.proto."""

from summary.proto import load

globals().update(load("tensor_bundle"))
