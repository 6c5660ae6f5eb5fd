"""GraphDef, MetaGraphDef and their parts: protos/parts.proto."""

from summary.proto import load

globals().update(load("parts"))
