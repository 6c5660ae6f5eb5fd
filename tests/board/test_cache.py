"""What is kept of what was made: the last used, within bytes, made once however many ask."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.cache import Cache


def test_what_was_used_last_is_kept_within_the_bytes() -> None:
    cache: Cache[bytes] = Cache(10, len, "things")
    made: list[str] = []

    def ask(key: str, size: int = 4) -> bytes:
        return cache.get(key, lambda: made.append(key) or key.encode() * size)

    ask("a"), ask("b"), ask("a"), ask("c")
    assert made == ["a", "b", "c"]
    ask("a"), ask("c"), ask("b")
    assert made == ["a", "b", "c", "b"]
    assert ask("a") == b"aaaa" and made[-1] == "a"


def test_what_is_larger_than_all_room_is_given_but_not_kept() -> None:
    cache: Cache[bytes] = Cache(10, len, "things")
    cache.get("small", lambda: b"s")
    assert [len(cache.get("large", lambda: bytes(11))) for _ in range(2)] == [11, 11]
    assert cache.get("small", lambda: pytest.fail("it was put out by what is not kept")) == b"s"


def test_what_many_ask_for_at_once_is_made_once() -> None:
    cache: Cache[bytes] = Cache(1 << 20, len, "things")
    begun, go = threading.Event(), threading.Event()
    asking = threading.Semaphore(0)
    made = []

    def ask() -> bytes:
        asking.release()
        return cache.get("key", make)

    def make() -> bytes:
        made.append(threading.get_ident())
        begun.set()
        go.wait()
        return b"x"

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(cache.get, "key", make)
        begun.wait()
        others = [threads.submit(ask) for _ in range(7)]
        for _ in others:
            asking.acquire()
        assert cache.get("other", lambda: b"y") == b"y"
        go.set()
        assert {future.result() for future in (first, *others)} == {b"x"}
    assert len(made) == 1


def test_a_failure_goes_to_all_who_wait_and_is_not_kept() -> None:
    cache: Cache[bytes] = Cache(1 << 20, len, "things")
    begun, go = threading.Event(), threading.Event()

    def fail() -> bytes:
        begun.set()
        go.wait()
        raise ValueError("broken")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.get, "key", fail)
        begun.wait()
        second = threads.submit(cache.get, "key", fail)
        go.set()
        for future in (first, second):
            with pytest.raises(ValueError, match="broken"):
                future.result()
    assert cache.get("key", lambda: b"x") == b"x"
