"""Past a bounded number of requests the server turns others away at once, and answers those it let in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from scrawl.picture import encode_png, pixels_of
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.web import Settings, admission, create_app

STROKES = {"strokes": [[[50, 20], [50, 80]]]}
READ = "/api/v1/read"
LARGE = encode_png(np.full((1500, 1500), 255, np.uint8))


class Held(Reader):
    """Reads only when it may go on; `began` counts those at work."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.began = threading.Semaphore(0)

    def read(self, *source: Any, **options: Any) -> Reading:
        self.began.release()
        assert self.go_on.wait(30)
        return super().read(*source, **options)


class Server:
    """The application with two slots, and a reader that waits."""

    def __init__(self, queue: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(admission, "QUEUE", queue)
        monkeypatch.setattr(admission, "MOST_WAIT", 30)
        self.reader = Held()
        self.app = create_app(Settings(), self.reader, slots=2)

    @contextmanager
    def asked(self, count: int, **request: Any) -> Iterator[Callable[[], list[int]]]:
        """So many requests under way; gives what waits for their statuses."""
        with ThreadPoolExecutor(count) as threads:
            post = self.app.test_client
            under_way = [threads.submit(lambda: post().post(READ, **request)) for _ in range(count)]
            try:
                yield lambda: [each.result(30).status_code for each in under_way]
            finally:
                self.reader.go_on.set()

    def begins(self) -> bool:
        """Whether another request is let in to be read."""
        return self.reader.began.acquire(timeout=30)


def test_past_the_bound_one_is_turned_away_and_the_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(0, monkeypatch)
    with server.asked(2, json=STROKES) as statuses:
        assert server.begins()
        assert server.begins()
        refused = server.app.test_client().post(READ, json=STROKES)
        assert refused.status_code == 503
        assert refused.content_type == "application/problem+json"
        assert refused.json is not None
        assert refused.json["code"] == "busy"
        assert int(refused.headers["Retry-After"]) >= 1
        for path in ("/healthz", "/"):
            assert server.app.test_client().get(path).status_code == 200
        server.reader.go_on.set()
        assert statuses() == [200, 200]
    assert server.app.test_client().post(READ, json=STROKES).status_code == 200


def test_large_pictures_leave_a_slot_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(1, monkeypatch)
    with server.asked(2, data=LARGE, content_type="image/png") as large:
        assert server.begins()
        with server.asked(1, json=STROKES) as small:
            assert server.begins()
            server.reader.go_on.set()
            assert small() == [200]
        assert large() == [200, 200]


def test_who_waits_for_long_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(1, monkeypatch)
    monkeypatch.setattr(admission, "MOST_WAIT", 0.01)
    with server.asked(2, json=STROKES) as statuses:
        assert server.begins()
        assert server.begins()
        assert server.app.test_client().post(READ, json=STROKES).status_code == 503
        server.reader.go_on.set()
        assert statuses() == [200, 200]


def test_what_the_gateway_turned_away_is_told_as_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Server(1, monkeypatch).app.test_client()
    answer = client.post(READ, data=b"", environ_overrides={admission.REFUSED: 408})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (408, "body_too_slow")


def test_size_is_read_from_the_header_alone() -> None:
    assert pixels_of(LARGE) == pixels_of(LARGE[:64]) == 1500 * 1500
    assert pixels_of(b"no picture") == 0
