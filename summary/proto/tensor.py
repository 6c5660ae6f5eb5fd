"""TensorProto, its shape and its types: protos/tensor.proto."""

from summary.proto import load

globals().update(load("tensor"))
