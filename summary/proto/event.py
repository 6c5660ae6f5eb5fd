"""Event and what it may hold: protos/event.proto."""

from summary.proto import load

globals().update(load("event"))
