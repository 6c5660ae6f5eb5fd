"""GraphDef, MetaGraphDef and their parts: protos/graph.proto."""

from summary.proto import load

globals().update(load("graph"))
