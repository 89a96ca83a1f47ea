"""What the service says of its requests: their numbers, the log, the metrics, the time that each step took."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.web import Settings, create_app, logs

READ = "/api/v1/read"
ONE = [[[50, 20], [50, 80]]]
SECRET = "a5ecret"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def fresh(reader: Reader) -> APIFlask:
    """An application that has answered nothing yet."""
    return create_app(Settings(), reader)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def samples(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """The metrics: value by name and sorted label values."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.mark.parametrize("path", ["/", "/api/nowhere", "/static/-/favicon.svg", "/healthz"])
def test_every_answer_has_the_number_that_was_given(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"X-Request-ID": "trace-0.7_A"}, buffered=True)
    assert answer.headers["X-Request-ID"] == "trace-0.7_A"


@pytest.mark.parametrize("given", [None, "", "short", "a" * 65, 'quote"and space', "größer-als-ascii"])
def test_or_one_of_our_own(client: FlaskClient, given: str | None) -> None:
    headers = {"X-Request-ID": given.encode().decode("latin-1")} if given is not None else {}
    numbers = {client.get("/healthz", headers=headers).headers["X-Request-ID"] for _ in range(2)}
    assert len(numbers) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", number) for number in numbers)


def test_a_request_is_a_line_of_json(fresh: APIFlask, log: io.StringIO) -> None:
    body = json.dumps({"strokes": ONE}).encode()
    headers = {"X-Request-ID": "trace-0.7_A"}
    fresh.test_client().post(READ, data=body, content_type="application/json", headers=headers)
    (line,) = lines(log)
    assert line.pop("milliseconds") > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "scrawl.web.observe",
        "event": "request",
        "request": "trace-0.7_A",
        "method": "POST",
        "route": READ,
        "status": 200,
        "bytes": len(body),
    }


def test_probes_and_static_files_are_for_debugging_unless_they_fail(
    fresh: APIFlask, log: io.StringIO
) -> None:
    client = fresh.test_client()
    for path in ("/healthz", "/readyz", "/metrics", "/static/-/favicon.svg", "/static/-/nowhere.css"):
        client.get(path, buffered=True)
    assert [line["level"] for line in lines(log)] == ["debug"] * 4 + ["info"]


def test_in_a_terminal_it_is_words(fresh: APIFlask) -> None:
    stream = Terminal()
    logger = logging.getLogger("scrawl")
    before = logger.handlers, logger.level, logger.propagate
    logs.configure("info", stream)
    fresh.test_client().get("/api/v1/model")
    logger.handlers, logger.level, logger.propagate = before
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d request method=GET route=/api/v1/model status=200 "
        r"milliseconds=[\d.]+ bytes=0 request=[0-9a-f]{32}\n",
        stream.getvalue(),
    )


@pytest.mark.parametrize(
    ("method", "path", "arguments"),
    [
        ("GET", f"/{SECRET}?{SECRET}=1", {}),
        ("POST", f"{READ}?layout={SECRET}", {"json": {"strokes": ONE}}),
        ("POST", READ, {"json": {"strokes": ONE, SECRET: 1}}),
        ("POST", READ, {"json": {"image": SECRET}}),
        ("POST", READ, {"data": SECRET, "content_type": f"text/{SECRET}"}),
        ("POST", READ, {"data": {"file": (io.BytesIO(b"GIF89a"), f"{SECRET}.gif")}}),
        ("POST", READ, {"data": f'{{"{SECRET}', "content_type": "application/json"}),
        (SECRET.upper(), READ, {}),
        ("GET", "/", {"headers": {"Host": f"{SECRET}.example"}}),
        ("GET", "/", {"headers": {"X-Request-ID": f"{SECRET} and more"}}),
        ("GET", "/", {"headers": {"User-Agent": SECRET, "Cookie": SECRET, "Authorization": SECRET}}),
    ],
)
def test_nothing_that_was_sent_is_logged_or_counted(
    fresh: APIFlask, log: io.StringIO, method: str, path: str, arguments: dict[str, Any]
) -> None:
    client = fresh.test_client()
    client.open(path, method=method, **arguments)
    assert len(lines(log)) == 1
    assert SECRET not in log.getvalue().lower()
    assert SECRET not in client.get("/metrics").text.lower()


def test_a_fault_of_ours_is_logged_with_its_traceback_and_number(log: io.StringIO, reader: Reader) -> None:
    class Broken(Reader):
        def read(self, *_: Any, **__: Any) -> Reading:
            raise RuntimeError("the disk is gone")

    client = create_app(Settings(), Broken(reader.recognizer)).test_client()
    answer = client.post(READ, json={"strokes": ONE})
    fault, request = lines(log)
    assert (fault["level"], fault["event"]) == ("error", "api.read failed")
    assert fault["traceback"].endswith("RuntimeError: the disk is gone")
    assert fault["request"] == request["request"] == answer.headers["X-Request-ID"]
    assert (request["status"], request["code"]) == (500, "internal_error")


def test_what_was_read_is_counted(fresh: APIFlask) -> None:
    client = fresh.test_client()
    for strokes in (ONE, ONE, []):
        client.post(READ, json={"strokes": strokes})
    client.post(READ, json={"strokes": [[]]})
    counted = samples(client)
    assert counted["scrawl_requests_total", READ, "200", "POST"] == 3
    assert counted["scrawl_requests_total", READ, "422", "POST"] == 1
    assert counted["scrawl_request_seconds_count", READ] == 4
    assert counted["scrawl_digits_total", "digit"] == 2
    assert counted["scrawl_confidence_count",] == counted["scrawl_confidence_bucket", "1.0"] == 2
    assert counted["scrawl_confidence_bucket", "0.3"] == 0
    for step in ("decode", "page", "network"):
        assert counted["scrawl_step_seconds_count", step] == 3
    assert counted["scrawl_requests_at_work",] == 1, "the one that asks"


def test_the_upload_form_counts_too(fresh: APIFlask, one: bytes) -> None:
    client = fresh.test_client()
    client.post("/", data={"file": (io.BytesIO(one), "one.png")})
    assert samples(client)["scrawl_digits_total", "digit"] == 1


def test_those_turned_away_are_counted_by_reason(reader: Reader) -> None:
    client = create_app(Settings(rate_limit=1, rate_limit_loopback=True), reader).test_client()
    for _ in range(3):
        client.get("/api/v1/model")
    assert samples(client)["scrawl_requests_shed_total", "too_many_requests"] == 2


def test_whatever_is_asked_for_there_are_few_labels(fresh: APIFlask) -> None:
    client = fresh.test_client()
    for number in range(30):
        client.open(f"/api/{number}", method=f"M{number}")
        client.get(f"/static/-/{number}.css", buffered=True)
    counted = {name[1:] for name in samples(client) if name[0] == "scrawl_requests_total"}
    assert counted == {("404", "other", "other"), ("/static/<version>/<path:filename>", "404", "GET")}


def test_readings_tell_where_their_time_went(client: FlaskClient, one: bytes) -> None:
    for body in ({"json": {"strokes": ONE}}, {"data": one, "content_type": "image/png"}):
        told = client.post(READ, **body).headers["Server-Timing"]
        steps = dict(re.findall(r"(\w+);dur=(\d+\.\d\d)(?:, |$)", told))
        assert list(steps) == ["decode", "page", "network"]
        assert float(steps["page"]) > 0


@pytest.mark.slow
def test_workers_count_together_and_those_that_died_are_not_at_work(tmp_path: Path) -> None:
    """Two processes write, a third is asked; one of the two was killed while it was at work."""
    program = """
import os, sys
os.environ["PROMETHEUS_MULTIPROC_DIR"] = sys.argv[1]
from scrawl.web.metrics import Metrics
metrics = Metrics()
if sys.argv[2] == "tell":
    print(metrics.page().decode())
else:
    metrics.answered("GET", "/", 200, 0.1, None)
    metrics.at_work.inc()
    os._exit(0)
"""
    for action in ("count", "count", "tell"):
        command = [sys.executable, "-c", program, str(tmp_path), action]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert 'scrawl_requests_total{method="GET",route="/",status="200"} 2.0' in told
    assert 'scrawl_request_seconds_bucket{le="0.1",route="/"} 2.0' in told
    if sys.platform != "win32":
        assert "scrawl_requests_at_work 0.0" in told
