"""nginx in front of several servers: with their prefix, with one that it strips, by a Unix socket, with encryption."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import documents

PATIENCE = 20.0
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
NGINX = shutil.which("nginx", path=PATH)
OPENSSL = shutil.which("openssl")

SETTINGS = """
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    gzip on;
    gzip_proxied any;
    gzip_types application/json application/octet-stream;
    server {{
        listen 127.0.0.1:{plain};
        listen 127.0.0.1:{encrypted} ssl;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        client_max_body_size 0;
{locations}
    }}
}}
"""
# How docs/remote.md says it to people.
KEPT, STRIPPED, NAMED = (block.code for block in documents.blocks("docs/remote.md") if block.language == "nginx")
LOCALHOST, SOCKET = "localhost:6006", "/run/board/board.sock"


class Ports(NamedTuple):
    """Where nginx listens."""

    plain: int
    encrypted: int


def free_ports() -> Ports:
    """Two that nobody listens on now."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return Ports(one.getsockname()[1], other.getsockname()[1])


@contextmanager
def nginx(home: Path, ports: Ports, locations: str) -> Iterator[None]:
    """An nginx that keeps its files in `home`, once it listens."""
    assert NGINX and OPENSSL
    home.mkdir()
    subject = ["-subj", "/CN=localhost", "-keyout", str(home / "key.pem"), "-out", str(home / "certificate.pem")]
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *subject],
        check=True,
        capture_output=True,
    )
    user = "user root;" if os.geteuid() == 0 else ""
    settings = SETTINGS.format(user=user, **ports._asdict(), locations=locations)
    (home / "nginx.conf").write_text(settings)
    process = subprocess.Popen([NGINX, "-p", str(home), "-c", "nginx.conf", "-e", "error.log"])
    try:
        _wait(process, ports.plain, home)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise AssertionError((home / "error.log").read_text())
