"""The projector's configuration: protos/projector.proto."""

from summary.proto import load

globals().update(load("projector"))
