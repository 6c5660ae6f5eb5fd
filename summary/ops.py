"""Summaries in TensorFlow's graph style, of values given at once."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from summary.values import scalars

if TYPE_CHECKING:
    from summary.proto.summary import Summary

logger = logging.getLogger("summary")


def scalar(name: str, tensor: Any, collections: Any = None, family: str | None = None) -> Summary:
    """A summary of one number.

    `family` groups tags: it becomes the tag's prefix, twice, as TensorFlow has it. `collections` are for summaries that
    are evaluated later: one of a value given at once is in none.
    """
    from summary.proto.summary import Summary

    return Summary(value=[scalars.value(tag_of(name, family), tensor)])


def tag_of(name: str, family: str | None = None) -> str:
    """The tag of a summary called `name`, as tensorflow/python/ops/summary_op_util.py makes it."""
    name = clean(name)
    if family is None:
        return name
    family = clean(family)
    return f"{family}/{family}/{name}"


def clean(name: str) -> str:
    """`name` with everything but letters, digits and ``_ . / -`` replaced by ``_``, and without leading slashes."""
    cleaned = re.sub(r"[^-/\w.]", "_", name).lstrip("/")
    if cleaned != name:
        logger.info("Summary name %s is illegal; using %s instead.", name, cleaned)
    return cleaned
