"""Which `Host` a request may name: else a page elsewhere could point its own name at this server and read the
answers (DNS rebinding).

Werkzeug's TRUSTED_HOSTS does not match IPv6 addresses, hence the comparison here.
"""

from collections.abc import Set
from ipaddress import ip_address

from flask import Flask, request

from scrawl.web.problems import Problem

# Supervisors ask these under whatever address they know.
PROBES = frozenset({"/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"})


def guard(app: Flask, allowed: Set[str]) -> None:
    """Answer 400 to requests for a host that is not in `allowed`."""

    @app.before_request
    def _refuse_foreign_host() -> None:
        host = hostname(request.headers.get("Host", ""))
        if request.path not in PROBES and not is_allowed(host, allowed):
            raise Problem(
                400,
                "host_not_allowed",
                f"This server does not answer to the host name {host!r}. "
                "Open it as http://127.0.0.1, or add the name to SCRAWL_ALLOWED_HOSTS.",
            )


def hostname(header: str) -> str:
    """The name in a `Host` header, without port and brackets, in lower case."""
    name, _, tail = header.strip().lower().rpartition(":")
    if not name or tail.endswith("]"):
        name = header.strip().lower()
    return name.removeprefix("[").removesuffix("]")


def is_allowed(host: str, allowed: Set[str]) -> bool:
    """Whether a server with these allowed hosts answers to `host`.

    An address written as a number cannot be rebound: a server bound to every address answers to each.
    """
    if host in allowed or "*" in allowed:
        return True
    return bool(allowed & {"0.0.0.0", "::"}) and _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
