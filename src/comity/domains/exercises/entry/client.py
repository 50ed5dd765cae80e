"""A node's interface for programs, as far as handing in results needs it. Standard library only.

The token goes to the address that was named and nowhere else: redirections are not followed, and without https only
this machine itself is spoken to.
"""

from __future__ import annotations

import argparse
import hashlib
import ipaddress
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.base.errors import ComityError, ConflictError, InputError
from comity.base.messages import Message, message
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.submission.spreadsheet import LARGEST_FILE, Uploaded, read_upload
from comity.kernel.tables import Place, PlacedError, read_bounded

TIMEOUT = 60  # seconds
LARGEST_ANSWER = 20_000_000
API = "/api/v1/exercises"


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_values: Any) -> None:
        """A redirection is an error."""


class Node:
    """One node and the token with which we speak to it."""

    def __init__(self, address: str, token: str) -> None:
        self.address = _safe_address(address)
        self._token = token
        self._opener = urllib.request.build_opener(_StayHere)

    def get(self, path: str) -> bytes:
        """The answer to a GET."""
        return self._ask("GET", path)

    def get_data(self, path: str) -> dict[str, Any]:
        """The answer to a GET, as data."""
        return _data(self.get(path))

    def post(self, path: str, data: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """The answer to a POST that is safe to repeat."""
        return _data(self._ask("POST", path, json.dumps(data).encode(), {"Idempotency-Key": key}))

    def _ask(self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(more or {})}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.address + path, data=body, headers=headers, method=method)  # noqa: S310 - the scheme was checked
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(LARGEST_ANSWER)
                return content
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, _data(error.read(LARGEST_ANSWER))) from error
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            reason = str(getattr(error, "reason", error))[:200]
            raise InputError(
                "node-unreachable",
                message("command line", "The node does not answer: {reason}.", reason=reason),
                where=self.address,
                remedy=message("command line", "Run the same command again: sending twice gets the same receipt."),
            ) from error


class RefusedError(ComityError):
    """The node refused, with a problem document (RFC 9457)."""

    exit_code = 3

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        what = message("command line", "{text}", text=str(problem.get("detail") or f"HTTP {status}"))
        remedy = message("command line", "{text}", text=str(problem["remedy"])) if problem.get("remedy") else None
        super().__init__("refused", what, remedy=remedy)
        self.status = status
        self.errors: list[dict[str, str]] = [error for error in problem.get("errors", []) if isinstance(error, dict)]


def run_submit(arguments: argparse.Namespace) -> int:
    """Read the file, submit it, print the receipt."""
    node = Node(arguments.node or os.environ.get("COMITY_NODE", ""), _token(arguments.token_file))
    content = read_bounded(arguments.results, maximum=LARGEST_FILE)
    entry = _entry(node, arguments.round or "")
    asked = node.get_data(f"{API}/entries/{entry['id']}")
    uploaded = read_upload(content, str(arguments.results), str(asked["participant"]))
    made = _submit(node, entry["id"], uploaded, arguments, key=arguments.key or _key(entry["id"], uploaded, arguments))
    if arguments.receipt:
        arguments.receipt.write_bytes(node.get(f"{API}/submissions/{made['id']}/receipt"))
    print(_summary(made).render(arguments.language))  # noqa: T201 - the command line speaks by printing
    print(f"SHA-256 {made['receipt_digest']}")  # noqa: T201 - see above
    return 0


def _submit(
    node: Node, entry_id: str, uploaded: Uploaded, arguments: argparse.Namespace, *, key: str
) -> dict[str, Any]:
    data = {"rows": uploaded.rows, "comment": arguments.comment, "source": "command line"}
    try:
        return node.post(f"{API}/entries/{entry_id}/submissions", data, key=key)
    except RefusedError as error:
        faults = [_in_file(fault, uploaded.numbers, str(arguments.results)) for fault in error.errors]
        if error.status == 422 and any(faults):
            raise FaultsError(fault for fault in faults if fault) from error
        raise


def _entry(node: Node, wanted: str) -> dict[str, Any]:
    found = node.get_data(f"{API}/entries?limit=200")["items"]
    fitting = [one for one in found if wanted in (one["code"], one["round"], one["id"])]
    if not wanted:
        fitting = [one for one in found if one["state"] == "open"]
    if len(fitting) == 1:
        chosen: dict[str, Any] = fitting[0]
        return chosen
    listed = "; ".join(f"{one['code']} {one['scheme']} {one['laboratory']} {one['id']}" for one in fitting or found)
    raise ConflictError(
        "round-unclear",
        message("command line", "It is not clear which round is meant. There are: {rounds}.", rounds=listed or "–"),
        where="--round",
        remedy=message("command line", "Name one by its code or by the long identifier at its end."),
    )


def _in_file(error: Mapping[str, str], numbers: Sequence[int], file: str) -> PlacedError | None:
    """A fault at its place in the file that was read."""
    parts = str(error.get("pointer", "")).split("/")
    if parts[:2] != ["#", "rows"]:
        return None
    index = int(parts[2]) if len(parts) > 2 and parts[2].isdecimal() else None
    row = numbers[index] if index is not None and index < len(numbers) else 0
    column = parts[3] if len(parts) > 3 else ""
    what = message("command line", "{text}", text=str(error.get("detail", "")))
    remedy = message("command line", "Correct the cell, and run the command again.")
    return PlacedError(str(error.get("code", "")), what, place=Place(file, "", row, column), remedy=remedy)


def _summary(made: Mapping[str, Any]) -> Message:
    version, at = int(made["version"]), str(made["submitted_at"])
    if made["late"]:
        return message(
            "command line", "Received late at {at}, as version {version}; kept and scored.", version=version, at=at
        )
    return message("command line", "Received at {at}, as version {version}.", version=version, at=at)


def _key(entry_id: str, uploaded: Uploaded, arguments: argparse.Namespace) -> str:
    content = json.dumps([entry_id, uploaded.rows, arguments.comment], sort_keys=True)
    return "file-" + hashlib.sha256(content.encode()).hexdigest()


def _token(file: Path | None) -> str:
    if file is not None:
        text = read_bounded(file, maximum=10_000).decode("utf-8", "replace").strip()
    else:
        text = os.environ.get("COMITY_TOKEN", "").strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise InputError(
            "token-missing",
            message("command line", "There is no token."),
            where=str(file or "COMITY_TOKEN"),
            remedy=message("command line", "Make one on the page of your account, and keep it in a file of your own."),
        )
    return text


def _safe_address(address: str) -> str:
    parts = urlsplit(address)
    if (parts.scheme == "https" and parts.hostname) or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    raise InputError(
        "node-address",
        message("command line", "“{address}” is not the https address of a node.", address=address[:100]),
        where="--node",
        remedy=message("command line", "Over plain http a token could be read on the way; only localhost may use it."),
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _data(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
