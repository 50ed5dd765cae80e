"""One at a time: decisions that look at several rows must not be taken by two people at once.

SQLite admits one writer anyway (its transactions begin IMMEDIATE); on PostgreSQL an advisory lock lasts until the end
of the transaction.
"""

from __future__ import annotations

import hashlib

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction holds the same name; keep it until this transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("a lock that ends with the transaction needs a transaction")
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
