"""Past a bounded number of requests the server turns others away at once, and answers those it let in."""

from __future__ import annotations

import threading
import time
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
from scrawl.web.admission import ADMITTED, Line
from scrawl.web.door import Door
from scrawl.web.problems import Problem

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
    """The application with two slots, and a reader that waits; whoever comes may wait for as long, or not at all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, wait: float = 30) -> None:
        for name in ("MOST_WAIT", "LARGE_WAIT", "LONGEST_WAIT"):
            monkeypatch.setattr(admission, name, wait)
        monkeypatch.setattr(admission, "LEAST_QUEUE", 0)
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
    server = Server(monkeypatch, wait=0)
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
    server = Server(monkeypatch)
    with server.asked(2, data=LARGE, content_type="image/png") as large:
        assert server.begins()
        with server.asked(1, json=STROKES) as small:
            assert server.begins()
            server.reader.go_on.set()
            assert small() == [200]
        assert large() == [200, 200]


def test_who_waits_for_long_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch)
    monkeypatch.setattr(admission, "LONGEST_WAIT", 0.01)
    with server.asked(2, json=STROKES) as statuses:
        assert server.begins()
        assert server.begins()
        assert server.app.test_client().post(READ, json=STROKES).status_code == 503
        server.reader.go_on.set()
        assert statuses() == [200, 200]


def test_what_the_gateway_turned_away_is_told_as_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Server(monkeypatch).app.test_client()
    answer = client.post(READ, data=b"", environ_overrides={admission.REFUSED: 408})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (408, "body_too_slow")


def test_size_is_read_from_the_header_alone() -> None:
    assert pixels_of(LARGE) == pixels_of(LARGE[:64]) == 1500 * 1500
    assert pixels_of(b"no picture") == 0


def test_slots_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    line = Line(1)
    order: list[str] = []
    waits = threading.Semaphore(0)

    def ask(name: str) -> None:
        waits.release()
        with line.slot(30):
            order.append(name)

    with ThreadPoolExecutor(8) as threads, line.slot(30):
        for name in "abcdefgh":
            threads.submit(ask, name)
            assert waits.acquire(timeout=30)
            time.sleep(0.01)
        order.append("first")
    assert order == ["first", *"abcdefgh"]


def test_who_holds_a_slot_for_long_is_next() -> None:
    line = Line(1)
    order: list[str] = []

    def ask(name: str, long: bool) -> None:
        with line.slot(30, long=long):
            order.append(name)

    with ThreadPoolExecutor(3) as threads, line.slot(30):
        for name in ("first small", "second small", "large"):
            threads.submit(ask, name, long=name == "large")
            time.sleep(0.05)
    assert order == ["large", "first small", "second small"]


def test_both_waits_of_a_large_picture_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now, allowed = [100.0], []

    @contextmanager
    def slot(_: Line, most: float, *, long: bool = False) -> Iterator[None]:
        allowed.append(most)
        now[0] += 0.4
        yield

    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(admission.Line, "slot", slot)
    with admission.Gate().at_work(admission.LARGE_PIXELS + 1):
        pass
    assert allowed == pytest.approx([admission.LARGE_WAIT, admission.LARGE_WAIT - 0.4])


def test_who_waited_in_vain_leaves_the_slot_to_others() -> None:
    line = Line(1)
    with line.slot(30), pytest.raises(Problem):
        line.slot(0.01).__enter__()
    with line.slot(0.01), pytest.raises(Problem):
        line.slot(0.01).__enter__()


@pytest.mark.parametrize(
    ("held", "least", "let_in"), [(0.05, 0, 21), (0.5, 0, 3), (5.0, 0, 1), (5.0, 4, 5), (0.05, 4, 21)]
)
def test_as_many_are_let_in_as_get_a_slot_in_time(held: float, least: int, let_in: int) -> None:
    """One is at work, and in one second so many others get their turn; or the least that may wait."""
    line = Line(1, held)
    assert [line.enter(1.0, least) for _ in range(30)].count(True) == let_in
    line.leave()
    assert line.enter(1.0, least)


def test_how_long_a_slot_is_held_is_learnt() -> None:
    line = Line(1, 10.0)
    assert line.enter(1.0)
    assert not line.enter(1.0)
    for _ in range(100):
        with line.slot(0):
            pass
    assert line.enter(1.0)


def test_a_large_picture_at_work_leaves_fewer_slots_and_tells_nothing_of_small_ones() -> None:
    line = Line(2, 0.5)
    assert line.enter(1.0)
    with line.slot(0, long=True):
        assert [line.enter(1.0) for _ in range(10)].count(
            True
        ) == 3  # by the other slot, one in half a second
        time.sleep(0.1)
    line.leave()
    assert [line.enter(1.0) for _ in range(10)].count(True) == 3  # two in half a second: six in all


def test_at_the_door_it_is_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch, wait=0)
    door = Door(server.app)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": READ,
        "HTTP_X_REQUEST_ID": "trace-0.7_A",
        "CONTENT_LENGTH": "7",
    }
    with server.asked(2, json=STROKES):
        assert server.begins()
        assert server.begins()
        client = server.app.test_client()
        refused = client.post(READ, json=STROKES, headers={"X-Request-ID": "trace-0.7_A"})
        with door(environ) as answer:
            assert answer is not None
        status, headers, body = answer
        assert (status, body) == (503, refused.data)
        # What follows from the body is the server's to tell.
        assert dict(headers) == {k: v for k, v in refused.headers.items() if k != "Content-Length"}
        metrics = client.get("/metrics").text
        assert 'scrawl_requests_shed_total{code="busy"} 2.0' in metrics
        for other in ({"PATH_INFO": "/healthz"}, {"REQUEST_METHOD": "GET"}, {admission.REFUSED: 408}):
            with door(environ | other) as answer:
                assert answer is None
    with door(environ) as answer:
        assert answer is None
        assert environ[ADMITTED]
        assert client.post(READ, json=STROKES, environ_overrides={ADMITTED: True}).status_code == 200
