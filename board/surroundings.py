"""Where the server runs, as far as that decides how a browser reaches it: a container, an SSH session, an editor, a hub."""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DOCKER, KUBERNETES = "docker", "kubernetes"
PORT = "{{port}}"  # as VS Code and code-server write it
MARKS = (".dockerenv", "run/.containerenv")  # of Docker, of Podman
NAMESPACE = "var/run/secrets/kubernetes.io/serviceaccount/namespace"
ELSEWHERE = ("192.0.2.1", 9)  # an address of nobody's (RFC 5737): nothing is sent


@dataclass(frozen=True)
class Surroundings:
    """What is known of a server's place.

    Attributes:
        login: what ssh is to be told to get here, such as "-p 2222 me@example.org"; None outside of SSH sessions.
        container: DOCKER (also for Podman), KUBERNETES or "".
        pod: what kubectl is to be told of the pod.
        proxy: the address by which an editor or a notebook server passes a port on, with PORT in place of it, or "".
            Of a hub that does not tell its own name it begins with "/".
        jupyter: whether that takes jupyter-server-proxy, which passes on what is below proxy/PORT/ of a notebook server.
        hub: whether this is a JupyterHub, where other people's servers may be on this machine and at that address.
        forwards: whether an editor brings the ports that it sees printed to the user's machine by itself.
        windows: whether this is Linux inside of Windows.
    """

    login: str | None = None
    container: str = ""
    pod: str = ""
    proxy: str = ""
    jupyter: bool = False
    hub: bool = False
    forwards: bool = False
    windows: bool = False

    def proxied(self, port: int) -> str:
        """The address by which `port` is passed on; empty where none is known."""
        return self.proxy.replace(PORT, str(port))

    @property
    def behind(self) -> bool:
        """Whether it is by that address that a browser gets here; a notebook server may be on the user's own machine."""
        return self.proxy.startswith("http") and (self.hub or not self.jupyter)


def surroundings(environ: Mapping[str, str] = os.environ, root: Path = Path("/")) -> Surroundings:
    """Those of this process; `root` is where the file system begins."""
    container = _container(environ, root)
    return Surroundings(
        login=_login(environ),
        container=container,
        pod=_pod(environ, root) if container == KUBERNETES else "",
        proxy=_editor(environ) or _notebook(environ),
        jupyter=not _editor(environ) and bool(_notebook(environ)),
        hub="JUPYTERHUB_SERVICE_PREFIX" in environ,
        forwards="VSCODE_IPC_HOOK_CLI" in environ,
        windows="WSL_DISTRO_NAME" in environ or "microsoft" in _text(root / "proc/version").lower(),
    )


def _login(environ: Mapping[str, str]) -> str | None:
    """From SSH_CONNECTION, which is the client's address and port, then the server's.

    Slurm hands the variables of the login node on to the node where a job runs, which is reached through the former.
    """
    words = environ.get("SSH_CONNECTION", "").split()
    server, port = words[2:] if len(words) == 4 else (environ.get("SLURM_SUBMIT_HOST", ""), "22")
    if "SLURM_JOB_ID" in environ and server and environ.get("SLURM_SUBMIT_HOST") != socket.gethostname():
        gate = f"{user()}@{_bracketed(server)}" + (f":{port}" if port != "22" else "")
        return f"-J {gate} {user()}@{own_name()}"
    if len(words) != 4:
        return None
    return (f"-p {port} " if port != "22" else "") + f"{user()}@{server}"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _container(environ: Mapping[str, str], root: Path) -> str:
    """Apptainer's are not told from the machine, for they have its network."""
    if "KUBERNETES_SERVICE_HOST" in environ:
        return KUBERNETES
    if any((root / mark).exists() for mark in MARKS) or re.search("docker|libpod", _text(root / "proc/1/cgroup")):
        return DOCKER
    return ""


def _pod(environ: Mapping[str, str], root: Path) -> str:
    namespace = _text(root / NAMESPACE).strip()
    return (f"-n {namespace} " if namespace else "") + f"pod/{environ.get('HOSTNAME') or socket.gethostname()}"


def _editor(environ: Mapping[str, str]) -> str:
    if address := environ.get("VSCODE_PROXY_URI"):
        return _slashed(address)
    if (name := environ.get("CODESPACE_NAME")) and (domain := environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")):
        return f"https://{name}-{PORT}.{domain}/"
    return ""


def _notebook(environ: Mapping[str, str]) -> str:
    """Of a hub's server or of one whose terminal this is."""
    server = environ.get("JUPYTER_SERVER_URL", "")
    if prefix := environ.get("JUPYTERHUB_SERVICE_PREFIX"):
        server = environ.get("JUPYTERHUB_PUBLIC_URL") or environ.get("JUPYTERHUB_HOST", "") + prefix
    return f"{_slashed(server)}proxy/{PORT}/" if server else ""


def _slashed(address: str) -> str:
    return address.rstrip("/") + "/"


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(errors="replace")
    return ""


def user() -> str:
    """The user's name, or number where a container's user has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "user"


def own_name() -> str:
    """The full name, unless this machine calls itself localhost as many containers do."""
    name = socket.getfqdn()
    return socket.gethostname() if name.startswith("localhost") else name


def own_address() -> str:
    """The address from which this machine would send to others, or else its name."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        return str(probe.getsockname()[0])
    return own_name()
