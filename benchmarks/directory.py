"""A directory of 5,000 parties on SQLite: how long the server works on a list, a search, the map, a network, a file.

Processor time of this one process is counted, so that other work on the machine does not. The peer is SQLite, asked
for the same names without Django: what no page can undercut.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Bar, report

if TYPE_CHECKING:
    from django.test import Client

    from comity.domains.directory.interchange import Entry

PARTIES = 5_000
IMPORTED = 200  # of them through the import, whose time grows with their number; the others written at once
SECONDS = 0.150
WORDS = ("North", "Łódź", "Accra", "Institute", "Police", "Medico-legal", "São Paulo", "القاهرة", "Criminalistics")


def main() -> int:
    """Fill a fresh database through the import, then ask."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        _start(Path(folder))
        _fill()
        seconds = best_of(1, _import) / IMPORTED
        client = _signed_in()
        bars = [
            Bar("import of one party of a file, with profile, contact point, membership", seconds, 0.05, "s"),
            *(
                Bar(what, best_of(5, lambda path=path: _get(client, path)), limit, "s")
                for what, path, limit in _pages()
            ),
            Bar("peer: the search by SQLite alone", best_of(5, lambda: _peer(Path(folder))), SECONDS, "s"),
        ]
        from django.db import connections

        connections.close_all()
    return report(f"Directory of {PARTIES} parties on SQLite", bars)


def best_of(runs: int, task: Callable[[], object]) -> float:
    """The least processor time of `runs` runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


def _start(folder: Path) -> None:
    os.environ |= {"COMITY_DATA": str(folder), "COMITY_SECRET_KEY": "benchmark", "COMITY_HOSTS": "testserver"}
    os.environ["COMITY_SECOND_FACTOR"] = "none"
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _fill() -> None:
    """Write all but the imported ones at once, past the services: they are only there to be searched."""
    from comity.domains.directory.folding import folded_text
    from comity.domains.directory.models import Discipline, Profile
    from comity.kernel.parties.models import Membership, Party

    entries = _entries()
    network = Party.objects.create(kind="network", name=entries[0].name, short_name="NE")
    parties = [Party(kind=one.kind, name=one.name, country=one.country) for one in entries[1 : PARTIES - IMPORTED + 1]]
    Party.objects.bulk_create(parties)
    profiles, codes = [], []
    for party, one in zip(parties, entries[1:], strict=False):
        said = one.profile
        folded = folded_text(party, said.city, said.about, said.disciplines)
        place = {"latitude": said.latitude, "longitude": said.longitude}
        profiles.append(Profile(party=party, city=said.city, about=said.about, folded=folded, **place))
        codes += [Discipline(profile=profiles[-1], code=code) for code in said.disciplines]
    Profile.objects.bulk_create(profiles)
    Discipline.objects.bulk_create(codes)
    Membership.objects.bulk_create(Membership(member=party, of=network, since=date(2020, 1, 1)) for party in parties)


def _import() -> None:
    from comity.domains.directory.interchange import entries_as_csv, read_entries
    from comity.domains.directory.services import import_entries
    from comity.kernel.accounts.actor import Actor

    content = entries_as_csv(_entries()[-IMPORTED:]).encode()
    outcome = import_entries(Actor.system("benchmark"), read_entries(content, "parties.csv"))
    assert outcome.created == IMPORTED, outcome.faults[:3]  # noqa: S101 - a benchmark of a failure would be none


def _entries() -> list[Entry]:
    from comity.domains.directory.disciplines import NAMES
    from comity.domains.directory.interchange import Entry, MembershipRow
    from comity.domains.directory.values import ContactValues, ProfileValues
    from comity.kernel.parties.countries import country_codes

    chance, countries, codes = random.Random(1), sorted(country_codes()), list(NAMES)  # noqa: S311 - no secret
    network = Entry("network", "Network of Everybody", short_name="NE")
    return [network] + [
        Entry(
            "laboratory",
            f"{chance.choice(WORDS)} {chance.choice(WORDS)} Laboratory {number}",
            country=chance.choice(countries),
            profile=ProfileValues(
                about="Examines evidence for police, customs and courts.",
                city=chance.choice(WORDS),
                latitude=round(chance.uniform(-55, 70), 3),
                longitude=round(chance.uniform(-180, 180), 3),
                disciplines=tuple(sorted(chance.sample(codes, 4))),
            ),
            contacts=(ContactValues("Office", email="office@example.org"),),
            memberships=(MembershipRow("NE", date(2020, 1, 1)),),
        )
        for number in range(PARTIES)
    ]


def _signed_in() -> Client:
    from django.test import Client

    from comity.base.clock import now
    from comity.kernel.accounts.models import Assignment, User
    from comity.kernel.parties.models import Party

    operator = Party.objects.create(kind="organisation", name="Secretariat", operates_node=True)
    person = Party.objects.create(kind="person", name="Olive")
    user = User.objects.create(email="olive@example.org", person=person, joined_at=now())
    Assignment.objects.create(user=user, party=operator, role="administrator", since=now())
    client = Client()
    client.force_login(user)
    return client


def _pages() -> list[tuple[str, str, float]]:
    from comity.kernel.parties.models import Party

    network = Party.objects.get(short_name="NE").pk
    return [
        ("list, first page", "/directory/", SECONDS),
        ("list, page 150, by country", "/directory/?sort=country&page=150", SECONDS),
        (
            "search by words, discipline, network",
            f"/directory/?q=lodz+institute&discipline=group:chemistry&network={network}",
            SECONDS,
        ),
        ("search that finds nothing", "/directory/?q=xyzzy", SECONDS),
        ("a network of 5,000 members", f"/directory/{network}/", SECONDS),
        ("interface for programs, 50 entries", "/api/v1/directory?text=laboratory", SECONDS),
        ("map of everybody", "/directory/map/", 2 * SECONDS),
        ("export of everything as JSON", "/directory/export.json", 10),
    ]


def _get(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200, path  # noqa: S101 - see above


def _peer(folder: Path) -> None:
    with sqlite3.connect(folder / "comity.sqlite3") as database:
        query = (
            "SELECT p.id, p.name FROM parties_party p JOIN directory_profile d ON d.party_id = p.id "
            "WHERE d.folded LIKE '%lodz%' AND d.folded LIKE '%institute%' ORDER BY d.folded"
        )
        database.execute(query).fetchall()


if __name__ == "__main__":
    sys.exit(main())
