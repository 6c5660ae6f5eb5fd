"""RunMetadata, StepStats and CostGraphDef: protos/run_metadata.proto."""

from summary.proto import load

globals().update(load("run_metadata"))
