"""Laboratories that could be invited: those that the directory finds and that are not concerned with the round yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from comity.domains.directory.queries import Search, search
from comity.domains.exercises.conduct.enrolling import CONCERNED
from comity.domains.exercises.models import Enrolment
from comity.domains.exercises.queries.organising import get_organised_round
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import PartyQuerySet
from comity.kernel.parties.rules import Kind

MOST_OFFERED = 200
OFFERED = (Kind.LABORATORY, Kind.GROUP)


def candidates(actor: Actor, round_id: UUID, asked: Search) -> PartyQuerySet:
    """By name; organisations are invited by naming one of their laboratories, or from the interface for programs."""
    round_ = get_organised_round(actor, round_id)
    actor.require("invite laboratories", round_.scheme.organiser)
    concerned = Enrolment.objects.filter(round=round_, laboratory=OuterRef("pk"), state__in=CONCERNED)
    found = search(actor, asked)
    return (found if asked.kind else found.filter(kind__in=OFFERED)).exclude(Exists(concerned))
