"""How many requests a client may send, whoever it is and however many workers count."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from scrawl.reader import Reader
from scrawl.web import Settings, create_app, rates
from scrawl.web.rates import Rates, SharedRates, client_of
from scrawl.web.settings import SettingsError

MODEL = "/api/v1/model"
FAR: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rates, "time", clock)
    return clock


def statuses(client: FlaskClient, count: int, path: str = MODEL, **options: Any) -> list[int]:
    return [client.get(path, **options).status_code for _ in range(count)]


def test_a_minutes_requests_may_come_at_once_and_become_free_evenly(clock: Clock) -> None:
    counted = Rates(6)
    assert [counted.take("a") for _ in range(6)] == [0] * 6
    assert counted.take("a") == pytest.approx(10)
    clock.now += 4
    assert counted.take("a") == pytest.approx(6)
    clock.now += 6
    assert counted.take("a") == 0
    assert counted.take("a") == pytest.approx(10)
    clock.now += 3600
    assert [counted.take("a") for _ in range(6)] == [0] * 6
    assert counted.take("a") > 0


def test_each_client_has_its_own(clock: Clock) -> None:
    counted = Rates(1)
    assert counted.take("a") == counted.take("b") == 0
    assert counted.take("a") > 0


def test_who_sends_nothing_for_long_is_forgotten(clock: Clock) -> None:
    counted = Rates(2)
    counted.take("a")
    clock.now += 61
    counted.take("b")
    assert counted._file.execute("SELECT name FROM clients").fetchall() == [("b",)]


def test_those_who_count_at_the_same_time_count_together(tmp_path: Path) -> None:
    """Four connections to one file, as of four processes, each in a thread of its own."""
    taken: list[float] = []

    def take(counted: Rates) -> None:
        taken.extend(counted.take("a") for _ in range(50))

    threads = [threading.Thread(target=take, args=(Rates(60, tmp_path),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 200
    # One more becomes free each second that the machine takes for all this.
    assert 60 <= taken.count(0) < 70


def test_too_many_are_429_with_the_time_to_wait(reader: Reader) -> None:
    client = create_app(Settings(rate_limit=3), reader).test_client()
    assert statuses(client, 4, **FAR) == [200, 200, 200, 429]
    answer = client.get(MODEL, **FAR)
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "too_many_requests"
    assert 18 <= int(answer.headers["Retry-After"]) <= 20
    assert statuses(client, 2, environ_base={"REMOTE_ADDR": "203.0.113.8"}) == [200, 200]


def test_static_files_and_probes_do_not_count(reader: Reader) -> None:
    client = create_app(Settings(rate_limit=1), reader).test_client()
    for path in ("/static/-/favicon.svg", "/healthz", "/readyz", "/metrics"):
        assert statuses(client, 2, path, **FAR, buffered=True) == [200, 200]
    assert statuses(client, 2, **FAR) == [200, 429]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("counts", [False, True])
def test_this_machine_is_counted_only_if_told(reader: Reader, address: str, counts: bool) -> None:
    client = create_app(Settings(rate_limit=1, rate_limit_loopback=counts), reader).test_client()
    assert statuses(client, 2, environ_base={"REMOTE_ADDR": address}) == [200, 429 if counts else 200]


def test_no_limit_at_all(reader: Reader) -> None:
    client = create_app(Settings(rate_limit=0), reader).test_client()
    assert statuses(client, 20, **FAR) == [200] * 20


@pytest.mark.parametrize(
    ("hops", "forwarded", "refused"),
    [
        (0, ["203.0.113.7", "203.0.113.8"], False),
        (1, ["203.0.113.7", "203.0.113.8"], False),
        (1, ["203.0.113.7", "203.0.113.7"], True),
        (1, ["198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7"], True),
        (2, ["203.0.113.7, 10.0.0.1", "203.0.113.8, 10.0.0.1"], False),
        (2, ["127.0.0.1, 203.0.113.7, 10.0.0.1", "::1, 203.0.113.7, 10.0.0.2"], True),
    ],
    ids=["not told", "two clients", "one client", "says it is others", "two proxies", "says it is here"],
)
def test_behind_a_proxy_the_client_is_who_the_proxy_says(
    reader: Reader, hops: int, forwarded: list[str], refused: bool
) -> None:
    client = create_app(Settings(rate_limit=1, proxy_hops=hops), reader).test_client()
    answers = [client.get(MODEL, headers={"X-Forwarded-For": each}).status_code for each in forwarded]
    assert answers == [200, 429 if refused else 200]


def test_the_proxy_does_not_say_which_host_was_asked(reader: Reader) -> None:
    client = create_app(Settings(proxy_hops=1), reader).test_client()
    headers = {"Host": "example.com", "X-Forwarded-Host": "localhost"}
    assert client.get(MODEL, headers=headers).get_json()["code"] == "host_not_allowed"


def test_if_counting_fails_requests_are_answered(
    reader: Reader, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And for a while it is not tried again: a Redis that hangs would keep each of them waiting."""
    tried = []

    def full(*_: Any) -> float:
        tried.append(clock.now)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Rates, "take", full)
    client = create_app(Settings(rate_limit=1), reader).test_client()
    assert statuses(client, 3, **FAR) == [200] * 3
    assert "requests are not counted" in caplog.text
    clock.now += rates.PAUSE_SECONDS
    assert statuses(client, 2, **FAR) == [200] * 2
    assert tried == [1000, 1000 + rates.PAUSE_SECONDS]


def test_a_store_that_is_no_address_is_told(reader: Reader) -> None:
    pytest.importorskip("redis", reason="needs Redis' package")
    for wrong in ("localhost", "https://localhost", "redis://localhost:port"):
        with pytest.raises(SettingsError, match=r"SCRAWL_RATE_STORE: must be like redis://") as told:
            create_app(Settings(rate_store=wrong), reader)
        assert wrong not in str(told.value), "it may hold a password"


def test_a_store_without_its_package_says_how_to_install_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(SettingsError, match=r"pip install '\.\[redis\]'"):
        create_app(Settings(rate_store="redis://localhost"), reader)


def test_a_store_that_is_not_there_keeps_nobody_out(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("redis", reason="needs Redis' package")
    client = create_app(Settings(rate_limit=1, rate_store="redis://127.0.0.1:1"), reader).test_client()
    assert statuses(client, 3, **FAR) == [200] * 3
    assert caplog.text.count("requests are not counted") == 1


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own."""
    pytest.importorskip("redis", reason="needs Redis' package")
    program = shutil.which("redis-server") or pytest.skip("needs redis-server")
    place = tmp_path_factory.mktemp("redis") / "socket"
    command = [program, "--port", "0", "--unixsocket", str(place), "--save", ""]
    with subprocess.Popen(command, cwd=place.parent, stdout=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + 10
            while not place.exists():
                assert time.monotonic() < end
                time.sleep(0.02)
            yield f"unix://{place}"
        finally:
            process.terminate()


def test_machines_with_one_redis_count_together(reader: Reader, redis: str) -> None:
    settings = Settings(rate_limit=6, rate_store=redis)
    clients = [create_app(settings, reader).test_client() for _ in range(2)]
    answers = [status for client in clients for status in statuses(client, 4, **FAR)]
    assert answers == [200] * 6 + [429] * 2
    answer = clients[0].get(MODEL, **FAR)
    assert 8 <= int(answer.headers["Retry-After"]) <= 10
    assert statuses(clients[1], 1, environ_base={"REMOTE_ADDR": "203.0.113.8"}) == [200]


def test_redis_gives_what_sqlite_gives(redis: str, clock: Clock) -> None:
    """A minute's requests at once, then one as soon as one is free; what is full is forgotten."""
    shared, own = SharedRates(600, redis), Rates(600)
    first = [[each.take("b") for _ in range(600)] for each in (shared, own)]
    assert set(first[1]) == {0}
    # Redis' clock goes on: one more is free every tenth of a second.
    assert first[0][:590] == [0] * 590
    waits = [shared.take("b") for _ in range(200)]
    assert 0 < max(waits) <= 0.1
    time.sleep(max(waits))
    assert shared.take("b") == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
        ("127.0.0.1", None),
    ],
)
def test_what_a_client_is_counted_as(address: str, client: str | None) -> None:
    assert client_of(address) == client
