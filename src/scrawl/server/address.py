"""Where a server can listen, and what to do where it cannot."""

import errno
import ipaddress
import socket
import sys

from scrawl.errors import ScrawlError


class AddressError(ScrawlError):
    """The server cannot listen where it was told to."""

    code = "address_unavailable"


def check_address(host: str, port: int) -> str:
    """The numeric address of `host` on which a server can listen to `port`.

    Raises AddressError that says what to do: the port is taken or privileged, the host unknown or elsewhere.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise AddressError(f"There is no host {host!r}. Try scrawl serve --host 127.0.0.1") from error
    # `localhost` is often both ::1 and 127.0.0.1, and everything reaches the latter.
    family, _, _, _, place = min(found, key=lambda each: each[0] != socket.AF_INET)
    address = str(place[0])
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":  # there it would let two servers share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise AddressError(_unavailable(host, port, error)) from error
    if _answers(reachable(address), port):
        raise AddressError(_taken(port))
    return address


def _unavailable(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return _taken(port)
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used without more rights. Choose another: scrawl serve --port 5000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Try scrawl serve --host 127.0.0.1"
    return f"Cannot listen at {host}, port {port}: {error.strerror}."


def _taken(port: int) -> str:
    airplay = (
        "On macOS, AirPlay Receiver may hold it (System Settings → General → AirDrop & Handoff). "
        if port == 5000
        else ""
    )
    return f"Port {port} is in use. {airplay}Choose another: scrawl serve --port {port % 65535 + 1}"


def _answers(address: str, port: int) -> bool:
    """Whether something answers there: macOS lets us bind beside what listens on all addresses."""
    try:
        socket.create_connection((address, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def reachable(address: str) -> str:
    """The address under which this machine reaches a server bound to `address`."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not ip.is_unspecified:
        return address
    return "127.0.0.1" if ip.version == 4 else "::1"
