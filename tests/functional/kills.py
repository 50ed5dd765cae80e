"""A program that is killed again and again while it adds to the log, and then says what became of the log.

    python -m tests.functional.kills TRIALS SEED

It prepares the database of COMITY_DATABASE, then forks children that add entries through the same function as every
service, several at once. A child tells its parent each entry as it is acknowledged; after a random time it is killed.
Some children sign heads. In the end the parent prints, as JSON, what was acknowledged and not found, whether two signed
heads disagree, and what the audit of the whole log found.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

CHILDREN = 3  # at once
PROVED = 300  # entries of which the proof is verified one by one
LONGEST = 0.2  # seconds between one kill and the next


def main() -> None:
    trials, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))  # noqa: S311 - a test's chance
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    import comity.kernel.ledger.queries  # loaded once, not by every child
    import comity.kernel.ledger.signing  # noqa: F401 - likewise

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # a child must not speak through its parent's sockets
    acknowledged: list[str] = []
    for first in range(0, trials, CHILDREN):
        acknowledged += together(first, min(CHILDREN, trials - first), chance)
    print(json.dumps({"trials": trials, **judged(acknowledged)}))  # noqa: T201 - this is a program


def together(first: int, count: int, chance: random.Random) -> list[str]:
    """Start some children, kill each after a random time; the answer is what they acknowledged."""
    running = [born(first + place) for place in range(count)]
    heard: list[bytes] = [b"" for _ in running]
    for child, _pipe in running:
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
    for place, (child, pipe) in enumerate(running):
        os.waitpid(child, 0)
        while chunk := os.read(pipe, 65_536):
            heard[place] += chunk
        os.close(pipe)
    return [line for text in heard for line in text.decode().splitlines() if line.endswith(".")]


def born(name: int) -> tuple[int, int]:
    """A child that adds entries until it is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    work(name, writing)
    os._exit(0)


def work(name: int, writing: int) -> None:
    from django.db import transaction

    from comity.kernel.ledger.services import append_many
    from comity.kernel.ledger.signing import sign_head

    number = 0
    while True:
        entries = [f"{name} {number + one}." for one in range(1 + name % 3)]
        with transaction.atomic():
            append_many([entry.encode() for entry in entries])
        os.write(writing, ("\n".join(entries) + "\n").encode())  # from here on it is acknowledged
        number += len(entries)
        if number % 7 == 0:
            sign_head()


def judged(acknowledged: list[str]) -> dict[str, object]:
    from comity.kernel.ledger import queries
    from comity.kernel.ledger.auditing import audit_log
    from comity.kernel.ledger.identity import node_identity
    from comity.kernel.ledger.models import LogEntry, SignedHead
    from comity.kernel.ledger.services import sequence

    sequence()  # what was on disk and not acknowledged gets its place with the next entry
    queries.signed_head()
    places = {bytes(entry).decode(): index for index, entry in LogEntry.objects.values_list("index", "entry")}
    some = acknowledged[:: max(1, len(acknowledged) // PROVED)]  # the audit below authenticates every entry
    unproved = [one for one in acknowledged if places.get(one) is None]
    unproved += [one for one in some if not proved(places[one], one.encode(), node_identity().log.verifier)]
    found = audit_log()
    return {
        "acknowledged": len(acknowledged),
        "unproved": unproved,
        "entries": found.entries,
        "signed heads": SignedHead.objects.count(),
        "findings": [str(one) for one in found.findings],
    }


def proved(index: int, entry: bytes, key: object) -> bool:
    from comity.kernel.ledger import queries

    try:
        queries.proof_of(index).verify(entry, [key])  # type: ignore[list-item]  # a verifier key
    except Exception:  # noqa: BLE001 - whatever it is, the entry is not proved
        return False
    return True


if __name__ == "__main__":
    main()
