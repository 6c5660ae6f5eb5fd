"""How far property tests search: the same examples every time, or many new ones with `--hypothesis-profile=search`."""

from __future__ import annotations

from hypothesis import settings

# No test asserts a time, and machines are busy at times. A failure that nobody's change has caused stops somebody else.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=3000)
settings.load_profile("same")
