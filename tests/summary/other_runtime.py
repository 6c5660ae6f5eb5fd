"""Run with another protobuf runtime: reads one event from argv[1], writes the next to argv[2]."""

import sys
from pathlib import Path

import google.protobuf
from google.protobuf.internal import api_implementation

from summary.proto.event import Event, SessionLog
from summary.proto.graph import GraphDef
from summary.proto.hparams import HParamsPluginData

event = Event.FromString(Path(sys.argv[1]).read_bytes())
assert [(v.tag, v.simple_value) for v in event.summary.value] == [("loss", 0.25)], event
assert event.WhichOneof("what") == "summary"

graph = GraphDef()
graph.node.add(name="a", op="Const").attr["shape"].shape.dim.add(size=-1)
assert GraphDef.FromString(graph.SerializeToString()) == graph

data = HParamsPluginData()
data.session_start_info.hparams["on"].bool_value = True
assert HParamsPluginData.FromString(data.SerializeToString()).session_start_info.hparams["on"].bool_value

reply = Event(wall_time=event.wall_time, step=event.step + 1)
reply.session_log.status = SessionLog.START
Path(sys.argv[2]).write_bytes(reply.SerializeToString())
print(google.protobuf.__version__, api_implementation.Type())
