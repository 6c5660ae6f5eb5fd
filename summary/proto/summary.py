"""Summary, SummaryMetadata and HistogramProto: protos/summary.proto."""

from summary.proto import load

globals().update(load("summary"))
