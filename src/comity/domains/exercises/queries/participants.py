"""Participants by code: what the statistician works with. No name, no country, no order that follows a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from comity.base.errors import ConflictError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct.life import SHOWING_RESULTS
from comity.domains.exercises.conduct.suppression import Cell, Group, table_of
from comity.domains.exercises.models import Enrolment, ParticipantCode, Round, Submission
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.taking_part import takes_part
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Participant:
    """A code of a round, and whether results have come under it."""

    code: str
    submitted: bool


@dataclass(frozen=True, slots=True)
class ParticipationTable:
    """Laboratories by region and country, as far as that points at nobody."""

    cells: tuple[Cell, ...]

    @property
    def suppressed(self) -> int:
        """How many lines are not shown."""
        return sum(not cell.shown for cell in self.cells)


def participants(actor: Actor, round_id: UUID) -> list[Participant]:
    """The codes of a round in alphabetical order, which is as random as they are.

    Codes of laboratories that have withdrawn stay: a gap that appears when somebody withdraws would name them. For the
    same reason whoever sees names sees no codes before the close: a code that appears just when a name is enrolled, or
    is marked just when a name has submitted, is as good as a look-up, and on no record.
    """
    round_ = get_organised_round(actor, round_id)
    actor.require("see results by code", round_.scheme.organiser)
    if round_.state not in SHOWING_RESULTS and actor.may("see enrolments", round_.scheme.organiser):
        raise ConflictError(
            "codes-after-close",
            message("round", "Who sees the names sees the codes only after the round has been closed."),
            remedy=message("round", "Wait for the close. The code of one laboratory can be looked up, on record."),
        )
    submitted = Submission.objects.filter(code=OuterRef("pk"))
    found = ParticipantCode.objects.filter(round=round_).annotate(submitted=Exists(submitted)).order_by("code")
    return [Participant(code, has) for code, has in found.values_list("code", "submitted")]


def participation_by_region(
    actor: Actor, round_id: UUID, regions: Mapping[str, str] | None = None
) -> ParticipationTable:
    """Enrolled laboratories by country, within regions where `regions` (country → region) is given.

    The same suppressed table for everybody who may see the round: two versions could be compared.
    """
    round_ = _seen_round(actor, round_id)
    countries = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED)
    places = [_place(country, regions) for country in countries.values_list("laboratory__country", flat=True)]
    return ParticipationTable(tuple(table_of(places)))


def _seen_round(actor: Actor, round_id: UUID) -> Round:
    found = Round.objects.select_related("scheme__organiser").filter(pk=round_id).first()
    if found is not None and (actor.may("see organised rounds", found.scheme.organiser) or takes_part(actor, found)):
        return found
    raise NotFoundError


def _place(country: str, regions: Mapping[str, str] | None) -> Group:
    if regions is None:
        return (country,)
    return (regions.get(country, ""), country)
