"""Where a server listens, and the sentence that says why it does not."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from board import ending, listening
from board.listening import ServingError, is_everywhere, is_link_local, is_loopback, listen, listen_at

ROOT = Path(__file__).parents[2]
NOBODY = "65534"


def has(address: str) -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 5).close()
    except OSError:
        return False
    return True


@pytest.fixture
def closed() -> Iterator[list[socket.socket]]:
    """Sockets to be closed in the end."""
    sockets: list[socket.socket] = []
    yield sockets
    for one in sockets:
        one.close()


@pytest.mark.skipif(not has("::1"), reason="this machine has no IPv6 loopback")
@pytest.mark.parametrize(
    ("host", "ways"),
    [
        (None, {"127.0.0.1": True, "::1": True}),
        ("localhost", {"127.0.0.1": True}),
        ("127.0.0.1", {"127.0.0.1": True, "::1": False}),
        ("::1", {"127.0.0.1": False, "::1": True}),
        ("", {"127.0.0.1": True, "::1": True}),
        ("::", {"127.0.0.1": True, "::1": True}),
        ("0.0.0.0", {"127.0.0.1": True, "::1": True}),
    ],
)
def test_addresses(closed: list[socket.socket], host: str | None, ways: dict[str, bool]) -> None:
    closed += listen(host, 0)
    port = closed[0].getsockname()[1]
    assert {one.getsockname()[1] for one in closed} == {port}
    assert {way: answers(way, port) for way in ways} == ways


def link_locals() -> list[str]:
    """Those of this machine, with their interfaces, as Linux tells them: 32 digits, …, the interface's name."""
    file = Path("/proc/net/if_inet6")
    rows = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    digits = [(row[0], row[-1]) for row in rows if row[0].startswith("fe80")]
    return [f"{':'.join(one[i : i + 4] for i in range(0, 32, 4))}%{name}" for one, name in digits]


@pytest.mark.skipif(not link_locals(), reason="this machine has no link-local address")
def test_a_link_local_address_is_one_of_an_interface(closed: list[socket.socket]) -> None:
    address = link_locals()[0]
    closed += listen(address, 0)
    assert answers(address, closed[0].getsockname()[1])
    with pytest.raises(ServingError, match=r"interface.*%eth0; there are .*lo"):
        listen(address.partition("%")[0], 0)


def test_a_name_with_an_address_of_another_machine_too(
    closed: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As localhost is ::1 too in containers that have no IPv6."""
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("192.0.2.77", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    closed += listen("either", 0)
    assert [one.getsockname()[0] for one in closed] == ["127.0.0.1"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places[:1])
    with pytest.raises(ServingError, match="not an address of this machine"):
        listen("elsewhere", 0)


def test_every_port_is_taken(closed: list[socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    closed += listen("127.0.0.1", 0)
    port = closed[0].getsockname()[1]
    monkeypatch.setattr(listening, "FIRST_PORT", port)
    monkeypatch.setattr(listening, "PORTS_TRIED", 1)
    with pytest.raises(
        ServingError, match=rf"^All ports from {port} to {port} are in use; choose another with --port\.$"
    ):
        listen("127.0.0.1", None)


def test_a_port_may_be_shared(closed: list[socket.socket]) -> None:
    closed += listen("127.0.0.1", 0, reuse=True)
    port = closed[0].getsockname()[1]
    closed += listen("127.0.0.1", port, reuse=True)
    with pytest.raises(ServingError, match="in use"):
        listen("127.0.0.1", port)


PORT_OF_ROOT = "from board.listening import *\ntry: listen('127.0.0.1', 1)\nexcept ServingError as error: print(error)"


@pytest.mark.skipif(not shutil.which("setpriv") or os.geteuid() != 0, reason="needs root, who can be somebody else")
def test_a_port_of_root(tmp_path: Path) -> None:
    """Tried where this user's own files need not be readable: the two modules are all that it needs."""
    home = Path("/tmp") / f"board-test-{os.getpid()}"
    try:
        (home / "board").mkdir(parents=True)
        home.chmod(0o755)
        (home / "board" / "__init__.py").touch()
        for name in ("listening.py", "ending.py"):
            shutil.copy(ROOT / "board" / name, home / "board")
        command = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--bounding-set", "-all"]
        interpreter = sys.executable if subprocess.run([*command, sys.executable, "-c", ""]).returncode == 0 else None
        if interpreter is None:
            pytest.skip("nobody else may run this Python")
        told = subprocess.run([*command, interpreter, "-c", PORT_OF_ROOT], cwd=home, capture_output=True, text=True)
        assert told.stdout == "Port 1 needs rights this user does not have; choose one from 1024 up with --port.\n"
    finally:
        shutil.rmtree(home)


def test_a_socket_is_for_its_user_alone(closed: list[socket.socket], tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        closed.append(listen_at(tmp_path / "s"))
        assert os.umask(0) == 0, "what other files are made with stays as it was"
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600


def test_a_socket_that_nobody_listens_at_is_replaced(closed: list[socket.socket], tmp_path: Path) -> None:
    listen_at(tmp_path / "s").close()
    closed.append(listen_at(tmp_path / "s"))
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(tmp_path / "s"))


def test_what_stands_at_the_path_of_a_socket_stays(closed: list[socket.socket], tmp_path: Path) -> None:
    closed.append(listen_at(tmp_path / "s"))
    with pytest.raises(ServingError, match=r"^Another program listens at .*/s; choose another path with --socket\.$"):
        listen_at(tmp_path / "s")
    (tmp_path / "file").write_text("precious")
    with pytest.raises(ServingError, match="no socket"):
        listen_at(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize(("path", "reason"), [("absent/s", "No such file or directory"), ("s" * 200, "longer")])
def test_a_path_where_no_socket_can_be(tmp_path: Path, path: str, reason: str) -> None:
    with pytest.raises(ServingError, match=reason):
        listen_at(tmp_path / path)


def test_only_the_own_socket_is_removed_in_the_end(closed: list[socket.socket], tmp_path: Path) -> None:
    known = set(ending._deeds)
    closed.append(listen_at(tmp_path / "s"))
    (key,) = set(ending._deeds) - known
    (tmp_path / "s").unlink()
    closed.append(listen_at(tmp_path / "s"))
    ending._deeds[key]()
    assert (tmp_path / "s").exists()


def test_kinds_of_addresses() -> None:
    assert [is_everywhere(host) for host in ("", "::", "0.0.0.0", "0:0::0", "::1", "name")] == [True] * 4 + [False] * 2
    assert [is_loopback(host) for host in ("localhost", "a.localhost", "127.1.2.3", "::1")] == [True] * 4
    assert not any(is_loopback(host) for host in ("localhost.example.org", "10.0.0.1", ""))
    assert [is_link_local(host) for host in ("fe80::1", "fe80::1%eth0", "169.254.1.1", "fd00::1")] == [True] * 2 + [
        False
    ] * 2
