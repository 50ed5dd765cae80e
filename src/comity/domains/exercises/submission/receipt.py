"""Receipts: a file with everything that was submitted, whose SHA-256 is the digest on the receipt.

`sha256sum receipt.json` on any machine prints the digest; nothing of ours is needed to verify one. The file names the
participant by its code only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from comity.base.clock import to_text
from comity.domains.exercises.submission.rows import CELLS

FORMAT = "comity-exercise-receipt/1"
DIGEST = re.compile(r"[0-9a-f]{64}")


def receipt_bytes(
    *,
    round_id: UUID,
    participant: str,
    version: int,
    submitted_at: datetime,
    source: str,
    comment: str,
    rows: Sequence[Mapping[str, str]],
) -> bytes:
    """The receipt as a file: JSON with sorted keys, one line for each row, UTF-8."""
    head = {
        "comment": comment,
        "format": FORMAT,
        "participant": participant,
        "round": str(round_id),
        "source": source,
        "submitted_at": to_text(submitted_at),
        "version": version,
    }
    lines = ",\n".join(_json({name: row[name] for name in CELLS if name in row}) for row in rows)
    return f'{_json(head)[:-1]},"rows":[\n{lines}\n]}}\n'.encode()


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content_digest(rows: Sequence[Mapping[str, str]], comment: str) -> str:
    """What tells two different submissions apart, whenever they come in."""
    return digest_of(_json({"comment": comment, "rows": [dict(row) for row in rows]}).encode())


def typed_digest(text: str) -> str:
    """A digest as somebody types or pastes it, also with spaces or in upper case; empty where it is none."""
    plain = "".join(text.split()).lower().removeprefix("sha256:")
    return plain if DIGEST.fullmatch(plain) else ""


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
