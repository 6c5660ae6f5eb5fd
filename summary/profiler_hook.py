"""A timeline every so many steps of a training loop, in the shape of TensorFlow 1's ProfilerHook."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from summary import timeline
from summary.timeline import Recorder, Span

T = TypeVar("T")


class ProfilerHook:
    """Records the spans of a step every `save_steps` steps, or every `save_secs` seconds, as ``timeline-<step>.json.gz``.

    `output_dir` is a run's directory or its writer. As TensorFlow's (tf.compat.v1.train.ProfilerHook) it begins to count with
    the first step, which is never recorded, and records the first step that is `save_steps` further; so with 100 they are
    steps 100, 200 and so on. It is used in one of three ways:

        for batch in hook(loader):            # each turn of the loop is a step
            ...

        with hook.step():                     # so is each of these
            ...

        hook.begin(); hook.before_run(); hook.after_run(); hook.end()     # as TensorFlow's sessions call hooks

    `show_dataflow` and `show_memory` are there for their names: a timeline has the spans, marks and counters of summary.timeline.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = "",
        show_dataflow: bool = True,
        show_memory: bool = False,
    ) -> None:
        if (save_steps is None) == (save_secs is None):
            raise ValueError("exactly one of save_steps and save_secs must be given")
        for name, given in (("save_steps", save_steps), ("save_secs", save_secs)):
            if given is not None and not given > 0:
                raise ValueError(f"{name}: expected more than 0, got {given!r}")
        self._save_steps = save_steps
        self._save_secs = save_secs
        self._output_dir = output_dir or "."
        self._done = 0
        self._last_step: int | None = None
        self._last_time = 0.0
        self._recorder: Recorder | None = None
        self._span: Span | None = None

    def begin(self) -> None:
        """The loop begins: steps are counted from here."""
        self._done = 0
        self._last_step = None

    def after_create_session(self, session: Any = None, coord: Any = None) -> None:
        """There is nothing to do with a session."""

    def before_run(self, run_context: Any = None) -> None:
        """A step begins."""
        if not self._is_due():
            return
        self._recorder = timeline.start()
        if self._recorder is not None:
            self._span = Span(self._recorder, f"step {self._done + 1}", {})
            self._span.__enter__()

    def after_run(self, run_context: Any = None, run_values: Any = None) -> None:
        """The step has ended."""
        self._done += 1
        if self._last_step is None:
            self._note(self._done - 1)
        if self._recorder is not None and self._span is not None:
            self._span.__exit__(None, None, None)
            timeline.save(self._recorder, self._output_dir, self._done)
            self._recorder = self._span = None
            self._note(self._done)

    def end(self, session: Any = None) -> None:
        """The loop has ended: returns when all timelines are written."""
        self._give_up()
        timeline.wait()

    @contextmanager
    def step(self) -> Iterator[None]:
        """One step; it counts also where it ends with an exception."""
        self.before_run()
        try:
            yield
        finally:
            self.after_run()

    def __call__(self, items: Iterable[T]) -> Iterator[T]:
        """The items, each with what is done until the next is asked for as a step; getting it is a span ``next``."""
        iterator = iter(items)
        while True:
            self.before_run()
            try:
                with timeline.span("next"):
                    item = next(iterator)
            except StopIteration:
                self._give_up()
                return
            except BaseException:
                self._give_up()
                raise
            try:
                yield item
            finally:
                self.after_run()

    def _is_due(self) -> bool:
        if self._last_step is None:
            return False
        if self._save_steps is not None:
            return self._done + 1 >= self._last_step + self._save_steps
        return self._save_secs is not None and time.monotonic() >= self._last_time + self._save_secs

    def _note(self, step: int) -> None:
        self._last_step = step
        self._last_time = time.monotonic()

    def _give_up(self) -> None:
        """Forgets a step that did not come to be."""
        if self._recorder is not None:
            timeline.stop(self._recorder)
            self._recorder = self._span = None
