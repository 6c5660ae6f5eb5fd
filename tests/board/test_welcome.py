"""What is printed at the start: the address that holds where the command was started, and the way there from elsewhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from board.surroundings import Surroundings, own_name, surroundings, user
from board.welcome import Listening, address, hosts, url, welcome

ROOT = Path(__file__).parents[2]
HERE = Listening(port=6007)
EVERYWHERE = Listening("0.0.0.0", 6007, token="t")
SSH = {"SSH_CONNECTION": "10.0.0.9 50022 10.0.0.5 22"}
ME = user()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The file system of a plain machine, as far as it is asked."""
    (tmp_path / "proc/1").mkdir(parents=True)
    (tmp_path / "proc/version").write_text("Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)")
    (tmp_path / "proc/1/cgroup").write_text("0::/init.scope\n")
    return tmp_path


def told(at: Listening, environ: Mapping[str, str], root: Path) -> list[str]:
    """The lines, without what they have in common."""
    first, *rest = welcome("logs", at, surroundings(environ, root))
    assert first.startswith("board shows logs at ") and first.endswith(" (Ctrl-C ends it)")
    return [first.removeprefix("board shows logs at ").removesuffix(" (Ctrl-C ends it)"), *rest]


def tunnel(login: str, target: str = "localhost:6007", port: int = 6007, query: str = "") -> str:
    there = f"http://localhost:{port}/{query}"
    return f"From another machine: ssh -L {port}:{target} {login} and then open {there} there"


def test_a_plain_machine_tells_its_own_name(root: Path) -> None:
    assert told(HERE, {}, root) == ["http://localhost:6007/", tunnel(f"{ME}@{own_name()}")]
    assert "localhost" not in own_name()


@pytest.mark.parametrize(
    ("connection", "login"),
    [
        ("10.0.0.9 50022 10.0.0.5 22", f"{ME}@10.0.0.5"),
        ("10.0.0.9 50022 10.0.0.5 2222", f"-p 2222 {ME}@10.0.0.5"),
        ("fd00::9 50022 fd00::5 22", f"{ME}@fd00::5"),
        ("nonsense", f"{ME}@{own_name()}"),
    ],
)
def test_the_tunnel_leads_to_where_the_session_came_from(root: Path, connection: str, login: str) -> None:
    assert told(HERE, {"SSH_CONNECTION": connection}, root) == ["http://localhost:6007/", tunnel(login)]


def test_a_job_of_slurm_is_reached_through_the_login_node(root: Path) -> None:
    job = {"SLURM_JOB_ID": "7", "SLURM_SUBMIT_HOST": "login1"}
    node = f"{ME}@{own_name()}"
    assert told(HERE, job, root)[1] == tunnel(f"-J {ME}@login1 {node}")
    outside = {**job, "SSH_CONNECTION": "10.0.0.9 50022 198.51.100.7 2222"}
    assert told(HERE, outside, root)[1] == tunnel(f"-J {ME}@198.51.100.7:2222 {node}")
    assert told(HERE, {**outside, "SLURM_SUBMIT_HOST": socket.gethostname()}, root)[1] == tunnel(
        f"-p 2222 {ME}@198.51.100.7"
    )


def test_the_prefix_and_the_token_go_along(root: Path) -> None:
    first, second = told(Listening("::1", 80, "/team", "a+b"), SSH, root)
    assert first == "http://[::1]:80/team/?token=a%2Bb"
    assert second.endswith(" and then open http://localhost:6006/team/?token=a%2Bb there")
    assert "ssh -L 6006:localhost:80 " in second  # on the other machine the port may be root's too


def test_what_listens_everywhere_is_opened_by_the_address_that_others_know(root: Path) -> None:
    assert told(EVERYWHERE, SSH, root) == ["http://10.0.0.5:6007/?token=t"]
    first = told(EVERYWHERE, {}, root)[0]
    assert first.endswith(":6007/?token=t") and "0.0.0.0" not in first and "localhost" not in first
    assert told(Listening("::", 6007), SSH, root) == told(Listening("", 6007), SSH, root) == ["http://10.0.0.5:6007/"]


@pytest.mark.parametrize("mark", [".dockerenv", "run/.containerenv"])
def test_a_container_says_which_port_to_publish(root: Path, mark: str) -> None:
    (root / mark).parent.mkdir(exist_ok=True)
    (root / mark).touch()
    first, second = told(EVERYWHERE, {}, root)
    assert first == "http://localhost:6007/?token=t"
    assert "-p 6007:6007" in second and "--host" not in second
    first, second = told(HERE, {}, root)
    assert "--host 0.0.0.0" in second and "-p 6007:6007" in second
    assert told(HERE, SSH, root)[1] == tunnel(f"{ME}@10.0.0.5")


def test_a_container_is_known_by_its_processes(root: Path) -> None:
    (root / "proc/1/cgroup").write_text("4:memory:/docker/0123456789abcdef\n")
    assert surroundings({}, root).container == "docker"


def test_a_pod_is_reached_by_kubectl(root: Path) -> None:
    pod = {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "HOSTNAME": "train-0"}
    line = "From your machine: kubectl port-forward {} 6007:6007 and then open http://localhost:6007/"
    assert told(HERE, pod, root)[1] == line.format("pod/train-0")
    (root / "var/run/secrets/kubernetes.io/serviceaccount").mkdir(parents=True)
    (root / "var/run/secrets/kubernetes.io/serviceaccount/namespace").write_text("ml\n")
    assert told(EVERYWHERE, pod, root)[1] == line.format("-n ml pod/train-0") + "?token=t"


def test_editors_pass_the_port_on(root: Path) -> None:
    assert told(HERE, {"VSCODE_IPC_HOOK_CLI": "/run/vscode.sock", **SSH}, root) == [
        "http://localhost:6007/",
        "VS Code forwards the port: open this address, or look into its list of ports.",
    ]
    code_server = {"VSCODE_PROXY_URI": "https://code.example.org/me/proxy/{{port}}/"}
    first, second = told(HERE._replace(prefix="/p"), code_server, root)
    assert first == "https://code.example.org/me/proxy/6007/p/"
    assert "http://localhost:6007/p/" in second
    space = {"CODESPACE_NAME": "fuzzy-ox", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "app.github.dev"}
    assert told(HERE, space, root)[0] == "https://fuzzy-ox-6007.app.github.dev/"


def test_notebook_servers_pass_the_port_on(root: Path) -> None:
    first, second = told(HERE, {"JUPYTER_SERVER_URL": "http://localhost:8888/lab/"}, root)
    assert first == "http://localhost:6007/"
    assert second == "From another machine, by jupyter-server-proxy: http://localhost:8888/lab/proxy/6007/"
    hub = {"JUPYTERHUB_SERVICE_PREFIX": "/user/me/", "JUPYTERHUB_HOST": ""}
    first, second = told(HERE._replace(token="t"), hub, root)
    assert first == "http://localhost:6007/?token=t"
    assert second.endswith(", by jupyter-server-proxy: the hub's address, then /user/me/proxy/6007/?token=t")
    public = {**hub, "JUPYTERHUB_PUBLIC_URL": "https://hub.example.org/user/me/"}
    first, second = told(HERE, public, root)
    assert first == "https://hub.example.org/user/me/proxy/6007/"
    assert second.startswith("This takes jupyter-server-proxy") and second.endswith(": http://localhost:6007/")


@pytest.mark.parametrize(
    "version", ["Linux version 5.15.153.1-microsoft-standard-WSL2", "Linux version 4.4.0-19041-Microsoft"]
)
def test_windows_opens_what_linux_inside_of_it_serves(root: Path, version: str) -> None:
    (root / "proc/version").write_text(version)
    assert told(HERE, {}, root) == ["http://localhost:6007/", "The browser of Windows opens the same address."]


def test_a_socket_is_tunnelled_to(root: Path) -> None:
    at = Listening(path=Path("/run/user/7/board.sock"))
    assert told(at, SSH, root) == [
        "the socket /run/user/7/board.sock",
        tunnel(f"{ME}@10.0.0.5", "/run/user/7/board.sock", 6006),
    ]


def test_addresses_of_ipv6_are_written_as_addresses_have_them(root: Path) -> None:
    assert url("fe80::1%eth0", 6006, "", None) == "http://[fe80::1%25eth0]:6006/"
    first, second, third = told(Listening("fe80::1%eth0", 6007), SSH, root)
    assert first == "http://[fe80::1%25eth0]:6007/"
    assert "Browsers take no" in second
    assert third == tunnel(f"{ME}@10.0.0.5", "[fe80::1%eth0]:6007")


def test_the_public_address_is_the_only_one(root: Path) -> None:
    at = Listening(port=6007, prefix="/b", token="t", public="https://example.org/b/")
    assert told(at, SSH, root) == ["https://example.org/b/?token=t"]
    assert told(at._replace(path=Path("/s")), SSH, root) == ["https://example.org/b/?token=t"]


def test_a_view_follows_every_address(root: Path) -> None:
    lines = list(welcome("f.json", HERE, surroundings(SSH, root), "#tab=timeline"))
    assert ["#tab=timeline (Ctrl-C" in lines[0], "/#tab=timeline there" in lines[1]] == [True, True]


def test_names_by_which_browsers_ask_are_known() -> None:
    place = Surroundings(proxy="https://Code.example.org/proxy/{{port}}/")
    at = Listening("Machine.lan", 6007, public="https://logs.example.org/")
    assert hosts(at, place) == {"machine.lan", "logs.example.org", "code.example.org"}
    assert hosts(Listening(), Surroundings()) == frozenset()
    assert address(Listening("machine.lan", 1), place) == "http://machine.lan:1/"


def test_a_name_that_takes_long_to_find_out_holds_up_nothing(tmp_path: Path) -> None:
    """The machine's own, for which the network is asked; and a path of bytes that are no text."""
    logs = tmp_path / os.fsdecode(b"logs-\xff")
    logs.mkdir()
    (tmp_path / "sitecustomize.py").write_text("import socket, time\nsocket.getfqdn = lambda: time.sleep(600)")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SSH_")}
    environ |= {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "PYTHONIOENCODING": "utf-8:strict"}
    command = [sys.executable, "-m", "board", str(logs), "--socket", str(tmp_path / "s")]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert f"logs-\\udcff at the socket {tmp_path}/s " in process.stdout.readline()
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(60)
                client.connect(str(tmp_path / "s"))
                client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                assert client.recv(1000).startswith(b"HTTP/1.0 200 ")
            process.terminate()
            assert process.wait(30) == 0
        finally:
            process.kill()
