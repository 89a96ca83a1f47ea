"""Our server with an application that does nothing: what the server itself costs.

python bench/empty.py PORT
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scrawl.server.workers import Server, usual_workers
from scrawl.web.gateway import Gateway

MOST_BYTES = 16 * 1024 * 1024


def application(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def load() -> Gateway:
    return Gateway(application, MOST_BYTES, slots=2)


def main() -> None:
    multiprocessing.set_start_method("spawn", force=True)
    with TemporaryDirectory() as folder:
        server = Server("127.0.0.1", int(sys.argv[1]), usual_workers(), Path(folder))
        server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main()
