"""A plain file server, as any host of files is."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any


class _Quiet(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, asked: list[str], **named: Any) -> None:
        self._asked = asked
        super().__init__(*arguments, **named)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def log_request(self, *_: object) -> None:
        """Keep what was asked for."""
        self._asked.append(self.path)


class FileServer:
    """Serves the files of a folder while its context lasts, at `address`; `asked` has the paths asked for so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        handler = partial(_Quiet, directory=str(folder), asked=self.asked)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FileServer:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Serve no longer."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
