"""Each kind's plugin data, and the layout of custom scalars: protos/plugins.proto."""

from summary.proto import load

globals().update(load("plugins"))
