"""What holds for every test: how far property tests search, which signals reach what a test starts, what is never freed."""

from __future__ import annotations

import gc
import signal

from hypothesis import settings

# The same examples every time, or many new ones with `--hypothesis-profile=search`: a failure that nobody's change has caused
# stops somebody else. No test asserts a time, and machines are busy at times.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=3000)
settings.load_profile("same")

# Whoever runs the tests in the background has them ignore these, and so would every command that they start and end.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_finish() -> None:
    """Spares the collector what collecting has imported, torch and TensorFlow among it: it stays until the end."""
    gc.collect()
    gc.freeze()
