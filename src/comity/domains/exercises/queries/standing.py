"""Small questions of a laboratory about itself, for its pages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Enrolment, Parcel, ParticipantCode, Submission
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.states import ParcelState
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party


def own_laboratory_names(actor: Actor) -> list[tuple[UUID, str]]:
    """The parties for which the actor may ask for a place, by name."""
    found = Party.objects.filter(pk__in=own_laboratories(actor)).current(now().date())
    return list(found.order_by("name", "id").values_list("pk", "name"))


def has_submission(actor: Actor, enrolment: Enrolment) -> bool:
    """Whether results of one's own laboratory are in."""
    if enrolment.laboratory_id not in own_laboratories(actor):
        raise NotFoundError
    return enrolment.pk in with_submission([enrolment])


def with_submission(enrolments: Iterable[Enrolment]) -> set[UUID]:
    """Those of the actor's own enrolments, read before, whose results are in."""
    places = {(one.round_id, one.laboratory_id): one.pk for one in enrolments}
    codes = ParticipantCode.objects.filter(
        round_id__in={key[0] for key in places}, laboratory_id__in={key[1] for key in places}
    )
    held = codes.filter(pk__in=Submission.objects.values("code_id")).values_list("round_id", "laboratory_id")
    return {places[place] for place in held if place in places}


def own_parcels_under_way(actor: Actor) -> QuerySet[Parcel]:
    """Parcels that have been sent to one's own laboratories and are not confirmed yet."""
    found = Parcel.objects.filter(enrolment__laboratory_id__in=own_laboratories(actor), state=ParcelState.DISPATCHED)
    return found.select_related("enrolment__round__scheme").defer("enrolment__round__plan").order_by("dispatched_at")
