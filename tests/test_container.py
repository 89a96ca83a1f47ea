"""The container file as an operator uses it: built, started as its first lines say, asked, stopped."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILD_SECONDS = 1200  # it downloads a system and all packages
START_SECONDS = 60


def _engine() -> str | None:
    """What builds and runs containers here: a program that is installed, and whose service answers."""
    for name in ("podman", "docker"):
        if (
            shutil.which(name)
            and subprocess.run([name, "info"], capture_output=True, check=False).returncode == 0
        ):
            return name
    return None


@pytest.fixture(scope="module")
def engine() -> str:
    return _engine() or pytest.skip("needs podman or docker, and its service")


@pytest.fixture(scope="module")
def image(engine: str) -> Iterator[str]:
    """The name of the image that is built from the container file."""
    name = "scrawl-tested"
    command = [engine, "build", "-f", "deploy/Containerfile", "-t", name, "."]
    built = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS
    )
    assert built.returncode == 0, built.stderr[-2000:]
    yield name
    subprocess.run([engine, "rmi", "--force", name], capture_output=True, check=False)


@pytest.mark.timeout(BUILD_SECONDS + 2 * START_SECONDS)
def test_it_is_built_and_reads_and_stops_when_told(engine: str, image: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--detach",
        "--read-only",
        "--tmpfs",
        "/tmp",
        "--cap-drop",
        "all",
        "-p",
        f"127.0.0.1:{port}:5000",
    ]
    started = subprocess.run(
        [engine, "run", *options, image], capture_output=True, text=True, check=True, timeout=START_SECONDS
    )
    container = started.stdout.strip()
    try:
        answer = _read(port)
        assert len(answer["digits"]) == 1
        subprocess.run([engine, "stop", "-t", "20", container], check=True, capture_output=True)
        told = [engine, "inspect", "--format", "{{.State.ExitCode}}", container]
        ended = subprocess.run(told, capture_output=True, text=True, check=True)
        assert ended.stdout.strip() == "0"
    finally:
        subprocess.run([engine, "rm", "--force", container], capture_output=True, check=False)


def _read(port: int) -> dict[str, list[object]]:
    """What a drawing is answered, as soon as the container answers."""
    drawing = json.dumps({"strokes": [[[50, 20], [50, 80]]]})
    end = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", "/api/v1/read", drawing, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            read: dict[str, list[object]] = json.load(answer)
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < end, "it does not answer"
            time.sleep(0.2)
        else:
            return read
        finally:
            connection.close()
