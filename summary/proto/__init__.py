"""The messages of event files, one module a file in ``protos/``: ``from summary.proto.event import Event``.

Their descriptors live in a pool of their own, and their classes are made by whatever protobuf runtime is installed:
nothing here is tied to a runtime's version, and TensorFlow's messages of the same names can live in the same process.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper


@cache
def _pool() -> Any:
    pool = descriptor_pool.DescriptorPool()
    found = Path(__file__).with_name("descriptors.bin").read_bytes()
    for file in descriptor_pb2.FileDescriptorSet.FromString(found).file:
        pool.AddSerializedFile(file.SerializeToString())
    return pool


def _message_class(descriptor: Any) -> Any:
    factory: Any = message_factory
    if hasattr(factory, "GetMessageClass"):
        return factory.GetMessageClass(descriptor)
    # Before protobuf 4.22.
    return factory.MessageFactory(_pool()).GetPrototype(descriptor)


def load(name: str) -> dict[str, Any]:
    """What the module for `name`.proto holds, as protoc's own would: messages, enums, enum values, ``DESCRIPTOR``."""
    file = _pool().FindFileByName(f"summary/proto/{name}.proto")
    members: dict[str, Any] = {"DESCRIPTOR": file}
    for enum in file.enum_types_by_name.values():
        members[enum.name] = EnumTypeWrapper(enum)
        members.update((value.name, value.number) for value in enum.values)
    for descriptor in file.message_types_by_name.values():
        members[descriptor.name] = _message_class(descriptor)
        members[descriptor.name].__module__ = f"{__name__}.{name}"
    return members
