"""How many requests each client may send, counted once for all workers, or for all machines where they share a Redis.

Each client has a bucket that holds a minute's requests and fills evenly. All that must be remembered of it is when it
will be full again (the generic cell rate algorithm), one number that SQLite or Redis changes atomically, however many
workers count at once. Without a Redis there is no server to install: SQLite's file lasts as long as the program.
`limits`, the usual library, has no bucket that fills evenly: who has used it up waits for a whole minute.
"""

import logging
import math
import sqlite3
import threading
import time
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from flask import Flask, request

from scrawl.server.shared import RATES
from scrawl.web.problems import Problem
from scrawl.web.settings import Settings, SettingsError

WINDOW_SECONDS = 60.0  # in which an empty bucket is full again
BUSY_SECONDS = 1.0  # to wait for other workers, or Redis; each takes less than a millisecond
PAUSE_SECONDS = 5.0  # without counting after that failed
NETWORK_BITS = 64  # of an IPv6 address: what one customer of a provider has at least
UNCOUNTED = frozenset({"static", "health.healthz", "health.readyz", "health.metrics", "v2.live", "v2.ready"})

logger = logging.getLogger(__name__)

_TABLE = "CREATE TABLE IF NOT EXISTS clients (name TEXT PRIMARY KEY, full_at REAL NOT NULL) WITHOUT ROWID"
_TAKE = """
INSERT INTO clients VALUES (:name, :now + :cost)
ON CONFLICT (name) DO UPDATE SET full_at = max(full_at, :now) + :cost
WHERE max(full_at, :now) + :cost <= :now + :window
"""
# _TAKE for Redis, by its own clock; gives the seconds to wait, as a text: a script's numbers are whole.
_TAKE_SCRIPT = """
local time, cost, window = redis.call('TIME'), tonumber(ARGV[1]), tonumber(ARGV[2])
local now = time[1] + time[2] / 1000000
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + cost
if full_at > now + window then return string.format('%.6f', full_at - window - now) end
redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil(1000 * (full_at - now)))
return '0'
"""


class Rates:
    """Counts requests in SQLite, for all processes that share a folder. Safe across threads."""

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
        # The system's own clock, which all processes share, and which is never set back.
        now = time.monotonic()
        values = {"name": name, "now": now, "cost": self._cost, "window": WINDOW_SECONDS + 1e-6}
        with self._lock:
            if now - self._swept > WINDOW_SECONDS:  # forget those whose bucket is full
                self._swept = now
                self._file.execute("DELETE FROM clients WHERE full_at <= ?", (now,))
            if self._file.execute(_TAKE, values).rowcount:
                return 0.0
            (full_at,) = self._file.execute("SELECT full_at FROM clients WHERE name = ?", (name,)).fetchone()
        return float(max(full_at + self._cost - WINDOW_SECONDS - now, self._cost / 100))


class SharedRates:
    """Counts requests in Redis, for all machines that share its address. Safe across threads."""

    def __init__(self, limit: int, address: str) -> None:
        """Allow `limit` requests a minute. SettingsError if the address is none, or the package is missing."""
        try:
            from redis import Redis  # noqa: PLC0415 — an extra

            waits: Any = dict.fromkeys(("socket_timeout", "socket_connect_timeout"), BUSY_SECONDS)
            store = Redis.from_url(address, retry=None, **waits)
        except ImportError as error:
            raise SettingsError("SCRAWL_RATE_STORE needs Redis' package: pip install '.[redis]'.") from error
        except ValueError as error:
            raise SettingsError("SCRAWL_RATE_STORE: must be like redis://:password@host:6379/0.") from error
        self._take = store.register_script(_TAKE_SCRIPT)
        self._values = WINDOW_SECONDS / limit, WINDOW_SECONDS + 1e-6

    def take(self, name: str) -> float:
        """See Rates.take; RedisError if it does not answer."""
        return float(self._take(keys=[f"scrawl:{name}"], args=self._values))


def guard(app: Flask, settings: Settings, folder: Path | None = None) -> None:
    """Answer 429 to clients that send more than the settings allow."""
    if not settings.rate_limit:
        return
    limit, store = settings.rate_limit, settings.rate_store
    rates = SharedRates(limit, store) if store else Rates(limit, folder)
    paused = 0.0

    @app.before_request
    def _refuse_too_many() -> None:
        nonlocal paused
        client = client_of(request.remote_addr or "")
        if request.endpoint in UNCOUNTED or (client is None and not settings.rate_limit_loopback):
            return
        if time.monotonic() < paused:
            return
        try:
            wait = rates.take(client or "loopback")
        except Exception:  # a full disk, say, or no Redis: rather answer too many than none, and at once
            logger.exception("requests are not counted")
            paused = time.monotonic() + PAUSE_SECONDS
            return
        if wait:
            seconds = math.ceil(wait)
            raise Problem(
                429,
                "too_many_requests",
                f"One client may send {settings.rate_limit:,} requests a minute. Try again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )


@lru_cache(1024)
def client_of(address: str) -> str | None:
    """What a client is counted as: its address, or its network where each has many; None on this machine."""
    try:
        ip = ip_address(address)
    except ValueError:  # a proxy may name a client otherwise than by its address
        return address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return None
    return str(ip) if ip.version == 4 else str(ip_network((int(ip), NETWORK_BITS), strict=False))
