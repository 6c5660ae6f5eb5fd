"""Old and odd encodings, brought to one form. Scalars arrive here decoded already (summary.scan)."""

from __future__ import annotations

from typing import NamedTuple

# A tensor whose writer gave it no plugin.
UNNAMED_KIND = "tensor"


class Description(NamedTuple):
    """How a tag wants to be shown: its name (may be empty), a text in Markdown, and what its plugin has to know of it."""

    display_name: str
    description: str
    content: bytes


def listed_kind(plugin: str) -> str:
    """The kind under which a plugin's data is listed."""
    return plugin or UNNAMED_KIND


def describe(metadata: bytes | None, tag: str) -> Description:
    """Reads a SummaryMetadata message; values of TensorFlow 1 that have none are called by their tag, as TensorBoard does.

    So are those whose metadata are damaged.
    """
    if metadata is None:
        return Description(tag, "", b"")
    # Not before it is needed: protobuf is half of what starting takes.
    from google.protobuf.message import DecodeError

    from summary.proto.summary import SummaryMetadata

    try:
        message = SummaryMetadata.FromString(metadata)
    except DecodeError:
        return Description(tag, "", b"")
    return Description(message.display_name, message.summary_description, message.plugin_data.content)
