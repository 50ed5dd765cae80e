"""Where rounds stand, for those who organise them: numbers and never names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comity.domains.exercises.conduct.enrolling import ENROLLING
from comity.domains.exercises.conduct.steps import Progress
from comity.domains.exercises.models import Enrolment, Parcel, Round, Submission
from comity.domains.exercises.queries.organising import get_organised_round, organised_rounds
from comity.domains.exercises.states import EnrolmentState, ParcelState
from comity.kernel.accounts.actor import Actor


def overview(actor: Actor, round_id: UUID) -> Progress:
    """Where one round stands."""
    round_ = get_organised_round(actor, round_id)
    return progress_of(actor, [round_])[round_.pk]


def organised_table(actor: Actor, *, scheme_id: UUID | None = None) -> QuerySet[Round]:
    """Rounds for a list; their plans stay where they are."""
    return organised_rounds(actor, scheme_id=scheme_id).defer("plan", "instructions")


def unfinished_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds that are not released yet."""
    return organised_table(actor).filter(released_at=None)


def progress_of(actor: Actor, rounds: Iterable[Round]) -> dict[UUID, Progress]:
    """Where several rounds of one's organisation stand; the number of queries does not depend on theirs."""
    found = {round_.pk: round_ for round_ in rounds}
    planned = set(Round.objects.filter(pk__in=found).exclude(plan={}).values_list("pk", flat=True))
    plain = {
        key: Progress(
            state=round_.state,
            deadline=round_.deadline,
            grace_hours=round_.grace_hours,
            has_plan=key in planned,
            frozen=round_.plan_frozen_at is not None,
            capacity=round_.capacity,
        )
        for key, round_ in found.items()
    }
    if not actor.may_in_own_party("see enrolments") and actor.via != "system":
        return plain
    return _counted(plain)


def _counted(plain: Mapping[UUID, Progress]) -> dict[UUID, Progress]:
    enrolments = _counts(Enrolment.objects.filter(round__in=plain), "round_id")
    parcels = _counts(Parcel.objects.filter(enrolment__round__in=plain), "enrolment__round_id")
    missing = _missing(plain)
    submitted = dict(
        Submission.objects.filter(code__round__in=plain)
        .order_by()
        .values_list("code__round_id")
        .annotate(number=Count("code_id", distinct=True))
    )
    return {
        key: replace(
            progress,
            invited=enrolments.get((key, EnrolmentState.INVITED), 0),
            requested=enrolments.get((key, EnrolmentState.REQUESTED), 0),
            enrolled=enrolments.get((key, EnrolmentState.ENROLLED), 0),
            submitted=submitted.get(key, 0),
            without_parcel=missing.get(key, 0),
            prepared=parcels.get((key, ParcelState.PREPARED), 0),
            dispatched=parcels.get((key, ParcelState.DISPATCHED), 0),
            delivered=parcels.get((key, ParcelState.DELIVERED), 0),
            damaged=parcels.get((key, ParcelState.DAMAGED), 0),
        )
        for key, progress in plain.items()
    }


def _counts(rows: QuerySet[Enrolment] | QuerySet[Parcel], key: str) -> dict[tuple[UUID, str], int]:
    counted = rows.order_by().values_list(key, "state").annotate(number=Count("pk"))
    return {(round_id, state): number for round_id, state, number in counted}


def _missing(plain: Mapping[UUID, Progress]) -> dict[UUID, int]:
    """Enrolled laboratories without a parcel."""
    found = Enrolment.objects.filter(round__in=plain, round__state__in=ENROLLING, state=EnrolmentState.ENROLLED)
    counted = found.filter(parcels=None).order_by().values_list("round_id").annotate(number=Count("pk"))
    return dict(counted)


def narrowed_rounds(rows: Any, *, text: str = "", state: str = "", way: str = "") -> Any:
    """Rounds, or with `way` what belongs to rounds, by words in scheme, code or title, and by state."""
    if text:
        words = (f"{way}code", f"{way}title", f"{way}scheme__title")
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": text}) for name in words)))
    return rows.filter(**{f"{way}state": state}) if state else rows
