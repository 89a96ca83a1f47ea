"""How many requests each client may send, counted once for all workers.

Each client has a bucket that holds a minute's requests and fills evenly. All that must be remembered of it is when it
will be full again (the generic cell rate algorithm), one number that SQLite changes in one statement, hence rightly
however many workers do so at the same time, and with no server to install. The file lasts as long as the program.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import threading
import time
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from flask import Flask, request

from scrawl.shared import RATES
from scrawl.web.problems import Problem
from scrawl.web.settings import Settings

WINDOW_SECONDS = 60.0
BUSY_SECONDS = 1.0  # to wait for other workers; each holds the file for less than a millisecond
NETWORK_BITS = 64  # of an IPv6 address: what one customer of a provider has at least
UNCOUNTED = frozenset({"static", "health.healthz", "health.readyz", "health.metrics", "v2.live", "v2.ready"})

logger = logging.getLogger(__name__)

_TABLE = "CREATE TABLE IF NOT EXISTS clients (name TEXT PRIMARY KEY, full_at REAL NOT NULL) WITHOUT ROWID"
_TAKE = """
INSERT INTO clients VALUES (:name, :now + :cost)
ON CONFLICT (name) DO UPDATE SET full_at = max(full_at, :now) + :cost
WHERE max(full_at, :now) + :cost <= :now + :window
"""


class Rates:
    """Counts requests. Safe across threads, and across processes that are given the same folder."""

    def __init__(self, limit: int, folder: Path | None = None) -> None:
        """Allow `limit` requests a minute; a folder of None is this process's memory."""
        self._cost = WINDOW_SECONDS / limit
        self._lock = threading.Lock()
        self._swept = time.monotonic()
        place = folder / RATES if folder else ":memory:"
        self._file = sqlite3.connect(
            place, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # The quickest ways that outlive a worker which is killed; nothing need outlive the machine.
        self._file.execute("PRAGMA synchronous = OFF")
        with suppress(sqlite3.OperationalError):  # another worker has the file changed at this moment
            self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute(_TABLE)

    def take(self, name: str) -> float:
        """Count one request of a client; the seconds after which it may be sent instead, 0 if it may be now."""
        # The system's own clock, the same for all processes, and never set back.
        now = time.monotonic()
        values = {"name": name, "now": now, "cost": self._cost, "window": WINDOW_SECONDS + 1e-6}
        with self._lock:
            self._sweep(now)
            if self._file.execute(_TAKE, values).rowcount:
                return 0.0
            (full_at,) = self._file.execute("SELECT full_at FROM clients WHERE name = ?", (name,)).fetchone()
        return float(max(full_at + self._cost - WINDOW_SECONDS - now, self._cost / 100))

    def _sweep(self, now: float) -> None:
        """Forget those whose bucket is full, once a minute."""
        if now - self._swept > WINDOW_SECONDS:
            self._swept = now
            self._file.execute("DELETE FROM clients WHERE full_at <= ?", (now,))


def guard(app: Flask, settings: Settings, folder: Path | None = None) -> None:
    """Answer 429 to clients that send more than the settings allow."""
    if not settings.rate_limit:
        return
    rates = Rates(settings.rate_limit, folder)

    @app.before_request
    def _refuse_too_many() -> None:
        client = client_of(request.remote_addr or "")
        if request.endpoint in UNCOUNTED or (client is None and not settings.rate_limit_loopback):
            return
        try:
            wait = rates.take(client or "loopback")
        except sqlite3.Error:  # a full disk, say: rather answer too many than none
            logger.exception("requests are not counted")
            return
        if wait:
            seconds = math.ceil(wait)
            raise Problem(
                429,
                "too_many_requests",
                f"One client may send {settings.rate_limit:,} requests a minute. Try again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )


def client_of(address: str) -> str | None:
    """What a client is counted as: its address, or its network where each has many; None on this machine."""
    try:
        ip = ip_address(address)
    except ValueError:  # what a proxy may call a client beside its address
        return address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return None
    return str(ip) if ip.version == 4 else str(ip_network((int(ip), NETWORK_BITS), strict=False))
