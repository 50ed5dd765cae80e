"""One request to one peer, bounded in every direction: the only place from which the exchange speaks to the network.

Refused: another scheme than https (http only where the node allows private addresses), redirects (they are answers
like any other, and not followed), addresses inside private networks unless the node allows them, answers longer than
the caller allows or slower than `SECONDS_PER_REQUEST`. The name is looked up once, and the connection goes to the
address that was checked, so that a second answer of the name server changes nothing.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from comity.base.errors import ComityError, InputError
from comity.base.messages import Message, message
from comity.kernel.exchange.limits import CONNECT_SECONDS, READ_SECONDS, SECONDS_PER_REQUEST

PIECE = 64 * 1024
USER_AGENT = "comity"


class UnreachableError(ComityError):
    """A peer did not answer, or not in a way that can be used; another try may succeed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header by its name, however it is capitalised."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


def check_address(address: str, *, private: bool) -> SplitResult:
    """The parts of a peer's address: scheme, host and port, nothing behind."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _unusable(address) from error
    schemes = {"https", "http"} if private else {"https"}
    bare = parts.path in {"", "/"} and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in schemes or not parts.hostname or not bare or port == 0:
        raise _unusable(address)
    return parts


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    largest: int,
    private: bool = False,
    seconds: float = SECONDS_PER_REQUEST,
) -> Answer:
    """Ask once; the answer has at most `largest` bytes, or `UnreachableError` says what happened."""
    parts = urlsplit(url)
    check_address(f"{parts.scheme}://{parts.netloc}", private=private)
    deadline = time.monotonic() + seconds
    connection = _connection(parts, private=private)
    watchdog = threading.Timer(seconds, _hang_up, [connection])  # also against a header that drips for ever
    watchdog.daemon = True
    watchdog.start()
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        given = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **(headers or {})}
        connection.request(method, target, body=body or None, headers=given)
        with connection.getresponse() as response:  # closed also where it is not read to its end
            content = _read(response, largest, deadline)
        if time.monotonic() > deadline:  # a line that was hung up looks like an answer that has ended
            raise _too_slow()
        return Answer(response.status, dict(response.getheaders()), content)
    except (OSError, http.client.HTTPException) as error:
        reason = message("exchange", "The other node does not answer: {reason}", reason=_in_short(error))
        raise _unreachable("no-answer", reason) from error
    finally:
        watchdog.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, largest: int, deadline: float) -> bytes:
    announced = response.getheader("Content-Length") or "0"
    if announced.isdecimal() and int(announced) > largest:
        raise _too_large(largest)
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > largest:
            raise _too_large(largest)
        if time.monotonic() > deadline:
            raise _too_slow()
        pieces.append(piece)
    if response.length:  # the line was cut: fewer bytes than announced
        raise _unreachable("cut-off", message("exchange", "The line was cut before the answer was complete."))
    return b"".join(pieces)


def _connection(parts: SplitResult, *, private: bool) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    checked = _checked_address(host, port, private=private)
    made: http.client.HTTPConnection
    if parts.scheme == "https":
        made = http.client.HTTPSConnection(host, port, timeout=READ_SECONDS, context=ssl.create_default_context())
    else:
        made = http.client.HTTPConnection(host, port, timeout=READ_SECONDS)

    def connect(_address: object, timeout: object = None, source: object = None, **_more: object) -> socket.socket:
        """To the address that was checked, whatever the name answers now."""
        del timeout, source
        reached = socket.create_connection((checked, port), CONNECT_SECONDS)
        reached.settimeout(READ_SECONDS)
        return reached

    made._create_connection = connect  # type: ignore[attr-defined]  # noqa: SLF001 - http.client's own seam for this
    return made


def _checked_address(host: str, port: int, *, private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _unreachable("name-unknown", message("exchange", "The name {host} is not known.", host=host)) from error
    addresses = [str(one[4][0]) for one in found]
    allowed = [one for one in addresses if private or ipaddress.ip_address(one.partition("%")[0]).is_global]
    if not allowed:
        what = message("exchange", "The name {host} leads into a private network.", host=host)
        remedy = message("exchange", "For nodes in one building set COMITY_EXCHANGE_PRIVATE=1.")
        raise UnreachableError("address-private", what, remedy=remedy)
    return allowed[0]


def _in_short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:120]


def _too_slow() -> UnreachableError:
    return _unreachable("too-slow", message("exchange", "The other node answers too slowly."))


def _too_large(largest: int) -> UnreachableError:
    text = "The other node sends more than the {largest} bytes that are read."
    return _unreachable("too-large", message("exchange", text, largest=largest))


def _unreachable(code: str, what: Message) -> UnreachableError:
    return UnreachableError(
        code, what, remedy=message("exchange", "It is tried again; tell the other node if it stays.")
    )


def _unusable(address: str) -> InputError:
    what = message("exchange", "{address} is not the address of a node.", address=address[:100])
    return InputError("address-unusable", what, remedy=message("exchange", "Write it as https://comity.example.org."))
