"""Writes event files that board and TensorBoard read: scalars from training code, at about a microsecond a call.

import summary

with summary.SummaryWriter("logs/first") as writer:
    for step in range(1000):
        writer.add_scalar("loss", 1 / (step + 1), step)
"""

from summary.file_writer import FileWriter
from summary.ops import scalar
from summary.writer import SummaryWriter

__all__ = ["FileWriter", "SummaryWriter", "scalar"]
