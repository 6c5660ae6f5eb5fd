"""The command as a person meets it: a process, its words and its exit status."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from board import cli

from .conftest import Write

POINT = [("loss", 1.0, 0, 1.0)]
ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]
ENVIRON = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONUNBUFFERED": "1",
    "SSH_CONNECTION": "10.0.0.9 50022 10.0.0.5 22",  # what is printed is told from it, even in a container
}


@pytest.fixture
def logdir(write: Write) -> Path:
    return write(POINT)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "board", *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=ENVIRON, check=False, **options
        )

    return run


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "board", *map(str, arguments)]
        processes.append(
            subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=ENVIRON
            )
        )
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str]) -> tuple[str, int, str]:
    """Host, port and path of the URL that a server prints first."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://(\S+?):(\d+)(/\S*)", line)
    assert found, line
    return found[1], int(found[2]), found[3]


def get(port: int, path: str = "/api/runs", host: str = "localhost") -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, json.loads(body) if body else None


def post(port: int, path: str, body: object) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Host": "localhost", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def until(port: int, holds: Callable[[Any], object]) -> Any:
    """The first listing of which that is so."""
    deadline = time.monotonic() + 30
    while not holds(told := get(port)[1]):
        assert time.monotonic() < deadline, told
        time.sleep(0.02)
    return told


def busy() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


def complains(result: subprocess.CompletedProcess[str], *words: str) -> bool:
    """Whether there was one plain sentence on standard error, with these words in it, and status 2."""
    line = result.stderr.strip()
    plain = line.startswith("board: ") and line.endswith(".") and "\n" not in line and "Traceback" not in line
    return result.returncode == 2 and not result.stdout and plain and all(word in line for word in words)


@pytest.fixture
def run_here(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, for what ends before it serves."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(map(str, arguments)))
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(arguments, ended.value.code, *capsys.readouterr())

    return run


@pytest.mark.parametrize("command", [(), ("inspect",), ("export", "-o", "x.csv")])
def test_a_logdir_that_cannot_be_read_gets_a_sentence(run_here: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    assert complains(run_here(*command, "--logdir", tmp_path / "file"), "is a file")
    assert complains(run_here(*command, "gs://bucket/logs"), "gs://bucket/logs", "this machine")
    assert complains(run_here(*command, "a:x", "--logdir", "a:y"), "both be called a")
    assert complains(run_here(*command), "--logdir")
    once = () if command else ("--reload_interval", 0)
    assert complains(run_here(*command, tmp_path / "absent", *once), "absent")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--prot", "6006"), ("--prot", "--port")),
        (("--zzz",), ("--zzz", "--help")),
        (("--port", "99999"), ("--port", "65535")),
        (("--port", "many"), ("--port", "many")),
        (("--reload_interval", "-1"), ("--reload_interval",)),
        (("--json",), ("--inspect",)),
        (("--inspect", "--tag", "nope"), ("nope",)),
        (("--event_file", "x"), ("--inspect",)),
        (("--inspect", "--event_file", "x"), ("either",)),
        (("--reuse_port", "perhaps"), ("perhaps", "--reuse_port")),
    ],
)
def test_mistakes_get_one_sentence(
    run_here: Run, logdir: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert complains(run_here(logdir, *arguments), *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--host", "no.such.host.invalid"), ("no.such.host.invalid", "--host")),
        (("--host", "192.0.2.1"), ("192.0.2.1", "not an address of this machine")),
        (("--host", "localhost", "--bind_all"), ("--host", "--bind_all")),
        (("--token", "x", "--no_token"), ("--token", "--no_token")),
        (("--token", ""), ("empty",)),
        (("--path_prefix", "team"), ("/team",)),
    ],
)
def test_where_it_cannot_serve_it_says_so(
    run: Run, logdir: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert complains(run(logdir, *arguments), *words)


def test_the_logdir_is_written_to_only_where_it_is_allowed(run: Run, start: Start, logdir: Path) -> None:
    change = {"views": {"v": "#x"}}
    assert post(address(start(logdir, "--port", 0))[1], "/api/house", change) == 403
    assert [path.name for path in logdir.iterdir()] == ["a"]
    assert post(address(start(logdir, "--port", 0, "--allow-edit"))[1], "/api/house", change) == 200
    assert {path.name for path in logdir.iterdir()} == {"a", ".board.json"}
    assert "--allow_edit" in run("--help").stdout


def test_a_busy_port_that_was_asked_for_gets_a_sentence(run: Run, logdir: Path) -> None:
    with busy() as taken:
        port = taken.getsockname()[1]
        assert complains(run(logdir, "--port", port), str(port), "in use", "--port")


def test_a_busy_port_that_was_not_asked_for_is_passed_over(
    start: Start, logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers at once: whatever else runs here, they cannot both have the first free port."""
    ports = {address(start("--logdir", logdir, *given))[1] for given in ([], ["--port", "default"])}
    assert len(ports) == 2
    assert all(6006 <= port < 6106 for port in ports)


@pytest.mark.parametrize("arguments", [("--logdir",), ()])
def test_a_logdir_is_served(start: Start, logdir: Path, arguments: tuple[str, ...]) -> None:
    process = start(*arguments, logdir, "--port", 0)
    host, port, path = address(process)
    assert (host, path) == ("localhost", "/")
    assert process.stdout is not None
    assert f"ssh -L {port}:localhost:{port} " in process.stdout.readline()
    status, listing = get(port)
    assert status == 200
    assert listing["logdir"].endswith("logs")


def test_several_logdirs_are_served_by_their_names(start: Start, write: Write) -> None:
    one, two = write(POINT), write(POINT, "b", logs="two")
    port = address(start("serve", "--logdir", one, "--logdir_spec", f"x:{two}", "--port", 0))[1]
    told = until(port, lambda told: len(told["runs"]) == 2)
    assert {run[0] for run in told["runs"]} == {"logs/a", "x/b"}
    assert (told["missing"], told["logdir"]) == ([], f"logs:{one},x:{two}")


@pytest.mark.parametrize(
    "words",
    [
        ["/a/logs", "x:/b"],
        ["--logdir", "/a/logs", "--logdir", "x:/b"],
        ["--logdir_spec=/a/logs,x:/b"],
        ["x:/b", "--logdir=/a/logs"],
        ["--logdir-spec", "x:/b", "/a/logs"],
    ],
)
def test_logdirs_are_named_in_every_way(words: list[str]) -> None:
    with cli.serve.make_context("board", words) as context:
        given = cli.Given(*(context.params[name] for name in cli.Given._fields))
    assert {root.name: str(root.path) for root in cli.named(given).all} == {"logs": "/a/logs", "x": "/b"}


def test_a_logdir_that_is_not_there_yet_is_waited_for_and_one_that_vanishes_comes_back(
    start: Start, write: Write, tmp_path: Path
) -> None:
    absent = tmp_path / "later" / "logs"
    process = start(absent, "--port", 0, "--reload_interval", 0.05)
    port = address(process)[1]
    told = until(port, lambda told: told["missing"])
    assert (told["missing"], told["runs"], told["problems"]) == ([str(absent)], [], 0)
    write(POINT, logs="later/logs")
    until(port, lambda told: told["runs"] and not told["missing"])
    absent.rename(tmp_path / "elsewhere")
    told = until(port, lambda told: told["missing"])
    assert (told["runs"], told["problems"]) == ([], 1)
    assert "no directory" in get(port, "/api/problems")[1]["problems"][0]["reason"]
    (tmp_path / "elsewhere").rename(absent)
    assert until(port, lambda told: told["runs"] and not told["missing"])["problems"] == 0
    process.terminate()
    remark, *logged = process.communicate(timeout=30)[1].splitlines()
    assert remark == f"board: There is no directory {absent} yet; it is waited for."
    # A round may also have found the file gone first.
    assert [line for line in logged if line.endswith(f" there is no directory {absent} now; it is waited for")]


def test_flags_of_tensorboards_that_change_nothing_say_why_once(start: Start, logdir: Path) -> None:
    process = start(
        logdir, "--port=0", "--samples_per_plugin", "scalars=10", "--load-fast=false", "--reload_multifile=true",
        "--max_reload_threads", "4", "--purge_orphaned_data=False", "--db_import",
    )  # fmt: skip
    assert get(address(process)[1])[0] == 200
    process.terminate()
    said = process.communicate(timeout=30)[1].splitlines()
    flags = ["samples_per_plugin", "load_fast", "reload_multifile", "max_reload_threads", "purge_orphaned_data"]
    assert [line.split()[1] for line in said] == [f"--{name}" for name in (*flags, "db_import")]
    assert all(line.startswith("board: --") and line.endswith(".") for line in said)


def test_a_port_is_shared_where_both_ask_for_it(start: Start, logdir: Path) -> None:
    first = address(start(logdir, "--port", 0, "--reuse_port", "true"))[1]
    second = address(start(logdir, "--port", first, "--reuse_port=true"))[1]
    assert first == second


def test_new_data_appears_while_it_serves(start: Start, logdir: Path, write: Write) -> None:
    port = address(start(logdir, "--port", 0, "--reload-interval", 0.05))[1]
    write(POINT, "late")
    until(port, lambda told: "late" in [run[0] for run in told["runs"]])


def test_ipv6_loopback_is_served_where_there_is_one(start: Start, logdir: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    port = address(start(logdir, "--port", 0))[1]
    connection = http.client.HTTPConnection("::1", port, timeout=30)
    connection.request("GET", "/api/runs")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    ("kind", "file", "listed"),
    [("timeline", "tf1/timeline-29.json", "slices"), ("graph", "graph.pbtxt", "nodes")],
)
def test_one_file_is_shown_at_the_address_that_is_printed(
    start: Start, tmp_path: Path, kind: str, file: str, listed: str
) -> None:
    (tmp_path / "graph.pbtxt").write_text('node { name: "a" op: "Placeholder" }')
    path = tmp_path / file if kind == "graph" else ROOT / "tests" / "golden" / file
    _, port, where = address(start(kind, path, "--port", 0))
    found = re.fullmatch(rf"/#tab={kind}s?&file=(opened/\S+)", where)
    assert found
    routes = {"timeline": "/api/timeline?file=", "graph": "/api/graphs/scope?path=&file="}
    status, told = get(port, routes[kind] + found[1])
    while status == 202:
        status, told = get(port, routes[kind] + found[1])
    assert status == 200 and told[listed]
    assert get(port)[1]["runs"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["graph", "missing.pb"], "does not exist"),
        (["timeline", "notes.txt"], "ends in none of .json, .json.gz"),
    ],
)
def test_a_file_that_cannot_be_shown_is_one_sentence(
    run: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "notes.txt").write_text("x")
    done = run(*arguments)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_beyond_loopback_a_token_is_asked_for(start: Start, logdir: Path) -> None:
    _, port, path = address(start(logdir, "--port", 0, "--host", "0.0.0.0"))
    token = path.removeprefix("/?token=")
    assert len(token) >= 20
    assert get(port)[0] == 403
    assert get(port, f"/api/runs?token={token}")[0] == 200


def test_a_server_without_a_token_says_so_aloud(start: Start, logdir: Path) -> None:
    process = start(logdir, "--port", 0, "--bind-all", "--no-token")
    _, port, path = address(process)
    assert path == "/"
    assert get(port)[0] == 200
    process.terminate()
    assert "--no_token" in process.communicate(timeout=30)[1]


def test_a_prefix_is_served_and_printed(start: Start, logdir: Path) -> None:
    _, port, path = address(start(logdir, "--port", 0, "--path_prefix", "/team/board/"))
    assert path == "/team/board/"
    assert get(port, "/team/board/api/runs")[0] == 200


def test_inspect_is_a_command_and_a_flag(run: Run, logdir: Path) -> None:
    command, flag = run("inspect", logdir), run("--inspect", "--logdir", logdir)
    assert command.returncode == 0
    assert "loss" in command.stdout
    assert command.stdout == flag.stdout
    found = json.loads(run("inspect", logdir, "--json").stdout)
    assert found["runs"]["a"]["loss"]["count"] == 1


def test_inspect_tells_of_one_event_file(run: Run, logdir: Path) -> None:
    (file,) = (logdir / "a").iterdir()
    plain, flagged = run("inspect", file), run("--inspect", f"--event_file={file}", "--tag=loss")
    assert plain.stdout == flagged.stdout
    assert plain.stdout.startswith(f"{file}  (1 tag)")
    assert complains(run("inspect", "--event_file", logdir / "absent"), "absent", "No such file")
    assert complains(run("inspect", "--event_file", logdir), str(logdir), "no file")
    file.write_text("no events")
    assert run("inspect", file).stdout.startswith(f"no values in {file}\n")


def test_a_reader_that_leaves_early_is_no_error(logdir: Path, write: Write) -> None:
    write([(f"tag number {i}", 1.0, 0, 1.0) for i in range(1500)], "wide")
    inspect = f"{sys.executable} -m board inspect {logdir}"
    result = subprocess.run(
        f"{inspect} | head -n 1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, env=ENVIRON, timeout=60, check=True,
    )  # fmt: skip
    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] == "0"


def test_export_says_what_it_wrote(run: Run, logdir: Path, tmp_path: Path) -> None:
    result = run("export", logdir, "-o", tmp_path / "points.csv")
    assert (result.returncode, result.stdout) == (0, f"1 points in {tmp_path}/points.csv\n")
    assert run("export", logdir, "-o", "-").stdout.splitlines() == ["run,tag,step,wall_time,value", "a,loss,0,1.0,1.0"]
    assert complains(run("export", logdir, "-o", "points.xls"), "points.xls", ".csv, .json, .parquet")
    assert complains(run("export", logdir, "-o", "absent/points.csv"), "absent/points.csv")
    assert complains(run("export", logdir), "--output")


def test_help_and_version_name_the_flags(run: Run) -> None:
    text = run("--help").stdout
    assert all(flag in text for flag in ("--logdir", "--port", "--bind_all", "board inspect", "board export"))
    assert run("--version").stdout.startswith("board ")
