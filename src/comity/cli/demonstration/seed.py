"""Fills an empty node with the demonstration. Everything goes through services, as whoever would do it in life."""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from comity.base.clock import as_if, now
from comity.base.messages import message
from comity.cli.demonstration.history import make_history
from comity.cli.demonstration.materials import fill_materials
from comity.cli.demonstration.people import NODE, OWN, SISTER, Cast, cast
from comity.cli.demonstration.rounds import Dates, Production
from comity.domains.exercises import services
from comity.domains.exercises.conduct.inputs import FROM_RECORD
from comity.domains.exercises.invented import invented_round
from comity.domains.exercises.plan.fields import parse_instant

CLOSED_AT = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
ENROLLED, SUBMITTED, DELIVERED = 48, 14, 40  # in the open round


def fill(password: str, language: str) -> None:
    """Everybody, all rounds, and what the laboratories have found."""
    _hasten()
    say(language, "people")
    people = cast(password)
    made = invented_round()
    with as_if(datetime(2022, 11, 14, 9, 0, tzinfo=UTC)):
        scheme = services.create_scheme(
            people.actor("coordinator"),
            people.parties["secretariat"].pk,
            title="Seized drugs (invented)",
            description="Two rounds a year on purity and identity of seized drugs. Everything in it is invented.",
            discipline="drugs",
        )
    for code in make_history(people, scheme.pk, made.history):
        say(language, code)
    plan = {name: value for name, value in tomllib.loads(made.plan_toml).items() if name != "laboratories"}
    rows = _rows(made.results_csv)
    _closed(people, scheme.pk, plan, rows)
    say(language, "2026/1")
    _open(people, scheme.pk, plan, rows)
    say(language, "2026/2")
    _prepared(people, scheme.pk)
    say(language, "2027/1")
    fill_materials(people)
    say(language, "substances")


def say(language: str, what: str) -> None:
    """One line for each part that is done."""
    words = message("demo", "Site: {what}", what=what).render(language)
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _closed(people: Cast, scheme_id: UUID, plan: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> None:
    """The invented round with its planted troubles: closed, the gates have been run, nothing is decided yet."""
    deadline = parse_instant(str(plan["exercise"]["deadline"])) or CLOSED_AT
    dates = Dates(deadline - timedelta(days=85), deadline - timedelta(days=45), deadline, CLOSED_AT)
    made = Production(people, scheme_id, "2026/1", "Purity and identity, with known troubles planted", dates)
    made.plan(plan)
    enrolled = made.enrol(list(people.laboratories.values()))
    made.open()
    made.send()
    for code, party in people.laboratories.items():
        at = parse_instant(rows[code][0]["submitted_at"]) or deadline
        made.submit(enrolled[party.pk], _typed(rows[code]), at, analyst=code == OWN)
    made.close()
    made.screen()
    with as_if(CLOSED_AT + timedelta(days=1)):
        why = "The courier asks for the consignee of a parcel that came back."
        services.look_up_code(people.actor("coordinator"), made.round.pk, why=why, laboratory_id=people.own.pk)


def _open(people: Cast, scheme_id: UUID, plan: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> None:
    """A round that takes results; some are in, those of the own laboratory are not."""
    deadline = (now() + timedelta(days=24)).replace(hour=15, minute=0, second=0)
    dates = Dates(deadline - timedelta(days=70), deadline - timedelta(days=34), deadline, deadline)
    exercise = {
        name: value for name, value in plan["exercise"].items() if name not in {"deadline", "grace", "seed", "title"}
    }
    made = Production(people, scheme_id, "2026/2", "Purity and identity of seized drugs", dates)
    made.plan({**plan, "exercise": exercise})
    codes = [OWN, *(code for code in people.laboratories if code != OWN)]
    taking_part, invited = codes[:ENROLLED], codes[ENROLLED : ENROLLED + 8]
    enrolled = made.enrol(
        [people.laboratories[code] for code in taking_part],
        invited_only=[people.laboratories[code] for code in invited],
    )
    made.open()
    made.send(delivered=DELIVERED)
    for number, code in enumerate(taking_part[1 : 1 + SUBMITTED]):
        at = dates.opened + timedelta(days=5 + number % 4, minutes=11 * number)
        made.submit(enrolled[people.laboratories[code].pk], _typed(rows[code]), at)
    for code in codes[ENROLLED + 8 : ENROLLED + 10]:
        with as_if(dates.opened + timedelta(days=6)):
            note = "We have validated a new method and would like to test it."
            services.request_enrolment(NODE, made.round.pk, people.laboratories[code].pk, note=note)


def _prepared(people: Cast, scheme_id: UUID) -> None:
    """A round in preparation, to which the own laboratory is invited."""
    at = now() - timedelta(days=6)
    deadline = (now() + timedelta(days=140)).replace(hour=15, minute=0, second=0)
    made = Production(people, scheme_id, "2027/1", "New psychoactive substances", Dates(at, at, deadline, deadline))
    with as_if(at + timedelta(days=1)):
        invited = [people.own.pk, people.laboratories[SISTER].pk]
        services.invite_laboratories(made.coordinator, made.round.pk, invited)


def _rows(results: str) -> dict[str, list[dict[str, str]]]:
    """What each laboratory of the invented round reported, by its code there."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(results.lstrip("\ufeff"))):
        found[row["laboratory"]].append(dict(row))
    return found


def _typed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows without what the record says of them anyway."""
    return [{name: cell for name, cell in row.items() if name not in FROM_RECORD} for row in rows]


def _hasten() -> None:
    """What can be made again need not survive a power cut while it is made; and nobody is sent mail."""
    from django.conf import settings
    from django.db import connection

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.MAIL_BESIDE_REQUESTS = False
    settings.REPORT_FORMATS = ["html", "csv"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
