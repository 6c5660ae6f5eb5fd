"""Reads TensorBoard event files, whoever wrote them, as arrays; the command ``board`` shows them in a browser.

import board

logs = board.load("logs")
step, wall_time, value = logs.scalars("train", "loss")
"""

from board.logdir import LogdirError
from board.logs import Logs, load
from board.store import NotFound, Problem, Scalars

__all__ = ["LogdirError", "Logs", "NotFound", "Problem", "Scalars", "load"]
