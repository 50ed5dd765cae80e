"""Answers: JSON for programs, sentences for people."""

from __future__ import annotations

import base64
import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from comity.base.clock import now
from comity.base.messages import Message
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.note import VerifiedSignature

LARGEST_INPUT = 2**31  # bytes that are read from one file or from standard input


def answer(arguments: Namespace, data: dict[str, Any], sentences: Iterable[Message | str]) -> None:
    """Print the JSON or the sentences."""
    if arguments.json:
        print(json.dumps(data, indent=2, ensure_ascii=False))  # noqa: T201 - the command line speaks by printing
        return
    for one in sentences:
        print(one.render(arguments.language) if isinstance(one, Message) else one)  # noqa: T201 - see above


def head_data(head: Checkpoint) -> dict[str, Any]:
    """Origin, size and root as JSON; the root as the checkpoint writes it and in hexadecimal."""
    root = base64.b64encode(head.root).decode()
    return {"origin": head.origin, "size": head.size, "root": root, "root_hex": head.root.hex()}


def key_data(key: VerifierKey) -> dict[str, Any]:
    """A public key as JSON."""
    return {"name": key.name, "kind": key.kind.name.lower(), "vkey": key.vkey, "fingerprint": key.fingerprint}


def signature_data(one: VerifiedSignature) -> dict[str, Any]:
    """A verified signature as JSON."""
    return {"name": one.key.name, "key_id": one.key.key_id.hex(), "time": one.time}


def seconds() -> int:
    """Now, in seconds since 1970."""
    return int(now().timestamp())


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_INPUT)
    with open(name, "rb") as file:  # noqa: PTH123 - a name as it was typed
        return file.read(LARGEST_INPUT)
