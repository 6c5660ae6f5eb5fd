"""The messages: the same wire format as TensorFlow's, beside TensorFlow's, on every protobuf runtime."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import descriptor_pool

from summary.proto import generate, load
from summary.proto.event import Event, SessionLog
from summary.proto.hparams import HParamsPluginData
from summary.proto.summary import DATA_CLASS_TENSOR, Summary
from summary.proto.tensor import DT_FLOAT, DataType

event_pb2 = importlib.import_module("tensorboard.compat.proto.event_pb2")

NAMES = sorted(path.stem for path in generate.SOURCES.glob("*.proto"))
CORE = [
    *("event", "summary", "histogram", "tensor", "tensor_shape", "types", "resource_handle"),
    *("graph", "node_def", "attr_value", "function", "op_def", "versions", "meta_graph", "saver"),
    *("config", "step_stats", "allocation_description", "tensor_description", "cost_graph"),
]
KINDS = ["scalar", "histogram", "text", "image", "audio", "pr_curve", "mesh", "hparams"]
PEERS = [
    *(f"tensorboard.compat.proto.{name}_pb2" for name in CORE),
    *(f"tensorboard.plugins.{name}.plugin_data_pb2" for name in KINDS),
    "tensorboard.plugins.custom_scalar.layout_pb2",
    "tensorboard.plugins.hparams.api_pb2",
    "tensorboard.plugins.projector.projector_config_pb2",
]
# What TensorBoard has no copy of.
TENSORFLOWS = [
    "tensorflow.core.protobuf.tensor_bundle_pb2",
    "tensorflow.core.framework.tensor_slice_pb2",
    "tensorflow.core.framework.tensor_shape_pb2",
    "tensorflow.core.framework.types_pb2",
]
# Runtimes that a user may have: the oldest supported, then the last of each series before the newest.
RUNTIMES = ["4.21.6", "4.25.9", "5.29.6", "6.33.6"]
HERE = Path(__file__).parent


def bare(full_name: str) -> str:
    """A message's name without its package, which is ours here and TensorBoard's there."""
    for package in ("summary.proto.", "tensorboard.", "tensorflow."):
        full_name = full_name.removeprefix(package)
    return full_name.removeprefix("mesh.").removeprefix("projector.")


def all_types(file: Any) -> Iterator[Any]:
    waiting = [*file.message_types_by_name.values(), *file.enum_types_by_name.values()]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += [*getattr(found, "nested_types", ()), *getattr(found, "enum_types", ())]


@pytest.fixture(scope="module")
def peers() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("tensorflow")
    files = (importlib.import_module(name).DESCRIPTOR for name in [*TENSORFLOWS, *PEERS])
    return {bare(found.full_name): found for file in files for found in all_types(file)}


def field_facts(field: Any) -> tuple[object, ...]:
    kind = field.message_type or field.enum_type
    return (
        field.name,
        field.number,
        field.type,
        field.is_repeated,
        field.is_packed,
        field.containing_oneof.name if field.containing_oneof else None,
        bare(kind.full_name) if kind else None,
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name != "parts"])
def test_every_field_is_tensorflows(name: str, peers: dict[str, Any]) -> None:
    checked = 0
    for ours in all_types(load(name)["DESCRIPTOR"]):
        theirs = peers[bare(ours.full_name)]
        if hasattr(ours, "values"):
            assert {v.name: v.number for v in ours.values}.items() <= {v.name: v.number for v in theirs.values}.items()
        else:
            for field in ours.fields:
                assert field_facts(field) == field_facts(theirs.fields_by_name[field.name]), ours.full_name
                checked += 1
    assert checked


@pytest.mark.parametrize(("ours", "theirs"), [("NodeParts", "NodeDef"), ("EntryParts", "NodeDef.AttrEntry")])
def test_parts_are_fields_of_bytes_of_tensorflows_messages(ours: str, theirs: str, peers: dict[str, Any]) -> None:
    for field in load("parts")[ours].DESCRIPTOR.fields:
        peer = peers[theirs].fields_by_name[field.name]
        assert (field.number, field.is_repeated) == (peer.number, peer.is_repeated)
        assert field.type == field.TYPE_BYTES
        assert peer.type in (field.TYPE_BYTES, field.TYPE_STRING, field.TYPE_MESSAGE)


GENERATE = """
import sys
from pathlib import Path
from summary.proto.generate import generate
generate(Path(sys.argv[1]))
"""


def test_generated_files_are_current(tmp_path: Path, script: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """In a process of its own: protoc crashes beside TensorFlow."""
    done = script(GENERATE, tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir())
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (generate.HERE / made.name).read_bytes(), "run python -m summary.proto.generate"


def test_tensorboards_messages_live_beside_ours() -> None:
    ours = Event(wall_time=1.5, step=2**40, summary=Summary(value=[Summary.Value(tag="é", simple_value=0.5)]))
    theirs = event_pb2.Event.FromString(ours.SerializeToString())
    assert (theirs.wall_time, theirs.step, theirs.summary.value[0].tag) == (1.5, 2**40, "é")
    assert Event.FromString(theirs.SerializeToString()) == ours


def test_nothing_is_in_the_default_pool() -> None:
    load("event")
    for name in NAMES:
        with pytest.raises(KeyError):
            descriptor_pool.Default().FindFileByName(f"summary/proto/{name}.proto")


def test_modules_look_like_protocs() -> None:
    assert (SessionLog.START, DATA_CLASS_TENSOR, DT_FLOAT) == (1, 2, 1)
    assert (DataType.Name(2), DataType.Value("DT_INT64")) == ("DT_DOUBLE", 9)
    data = HParamsPluginData()
    data.session_start_info.hparams["lr"].number_value = 0.1
    assert HParamsPluginData.FromString(data.SerializeToString()).session_start_info.hparams["lr"].number_value == 0.1


@pytest.fixture(scope="module", params=RUNTIMES)
def runtime(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    target = tmp_path_factory.mktemp("protobuf")
    command = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", *command, f"protobuf=={request.param}"], check=True)
    return request.param, target


@pytest.mark.parametrize("implementation", ["upb", "python"])
def test_round_trip_on_runtime(runtime: tuple[str, Path], implementation: str, tmp_path: Path) -> None:
    version, target = runtime
    round_trip_elsewhere(version, implementation, tmp_path, [str(target)])


def test_round_trip_on_the_installed_runtime_in_python(tmp_path: Path) -> None:
    import google.protobuf

    round_trip_elsewhere(google.protobuf.__version__, "python", tmp_path, [])


def round_trip_elsewhere(version: str, implementation: str, tmp_path: Path, path: list[str]) -> None:
    """A process with another runtime reads our event and writes one that this process reads."""
    event = Event(wall_time=2.5, step=7, summary=Summary(value=[Summary.Value(tag="loss", simple_value=0.25)]))
    asked, answered = tmp_path / "asked", tmp_path / "answered"
    asked.write_bytes(event.SerializeToString())
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*path, str(HERE.parents[1])]),
        "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": implementation,
    }
    command = [sys.executable, "-W", "ignore", str(HERE / "other_runtime.py"), str(asked), str(answered)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [version, implementation]
    reply = Event.FromString(answered.read_bytes())
    assert (reply.step, reply.session_log.status) == (8, SessionLog.START)
