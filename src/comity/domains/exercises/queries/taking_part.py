"""A laboratory about itself: its rounds, what is asked of it, its code and who looked it up. Nothing of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.conduct.enrolling import CONCERNED, ENROLLING
from comity.domains.exercises.conduct.life import PUBLISHED
from comity.domains.exercises.conduct.public import PublicPlan, public_plan
from comity.domains.exercises.models import CodeLookup, Enrolment, ParticipantCode, Round
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.policy import may_in_own_party
from comity.kernel.parties.queries import parts_of


@dataclass(frozen=True, slots=True)
class LaboratoryRound:
    """A round as a laboratory sees it."""

    id: UUID
    code: str
    title: str
    scheme: str
    organiser: str
    state: str
    time_zone: str
    deadline: datetime | None
    grace_hours: float
    instructions: str
    plan_digest: str
    plan_frozen_at: datetime | None
    open_to_requests: bool
    laboratory_id: UUID | None
    laboratory: str
    enrolment_id: UUID | None
    enrolment_state: str
    menu: tuple[str, ...] | None
    own_code: str
    plan: PublicPlan


def own_laboratories(actor: Actor) -> frozenset[UUID]:
    """The parties whose part in rounds the actor may see: the own one and those that are part of it."""
    if actor.party_id is None or not may_in_own_party(actor, "see own enrolment"):
        return frozenset()
    return frozenset({actor.party_id, *parts_of(actor.party_id, now().date())})


def laboratory_rounds(actor: Actor, *, states: Iterable[str] = ()) -> QuerySet[Enrolment]:
    """The enrolments of one's own laboratories, newest round first; `round.plan` is not loaded, it is not for them."""
    found = Enrolment.objects.filter(laboratory_id__in=own_laboratories(actor))
    if chosen := list(states):
        found = found.filter(state__in=chosen)
    return (
        found.select_related("laboratory", "round__scheme__organiser")
        .defer("round__plan")
        .order_by("-round__created_at", "id")
    )


def announced_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds that any laboratory may ask to take part in and that none of one's own is in yet."""
    own = own_laboratories(actor)
    if not own:
        return Round.objects.none()
    found = Round.objects.filter(state__in=ENROLLING, open_to_requests=True)
    found = found.filter(Q(deadline__isnull=True) | Q(deadline__gt=now()))
    found = found.exclude(enrolments__laboratory_id__in=own)
    return found.select_related("scheme__organiser").defer("plan").order_by("deadline", "id")


def get_laboratory_round(actor: Actor, round_id: UUID, *, laboratory_id: UUID | None = None) -> LaboratoryRound:
    """One round that one's laboratory is in, or that is announced; otherwise `NotFoundError`.

    Who acts for several laboratories names one; without a name it is the one that is in the round.
    """
    own = own_laboratories(actor)
    wanted = own if laboratory_id is None else own & {laboratory_id}
    round_ = Round.objects.select_related("scheme__organiser").filter(pk=round_id).first()
    if round_ is None or not wanted:
        raise NotFoundError
    held = Enrolment.objects.filter(round=round_, laboratory_id__in=wanted).select_related("laboratory")
    enrolment = held.order_by("created_at", "id").first()
    if enrolment is None and not (round_.open_to_requests and round_.state in ENROLLING):
        raise NotFoundError
    return _seen(round_, enrolment)


def own_code(actor: Actor, round_id: UUID, laboratory_id: UUID) -> ParticipantCode:
    """The code of one's own laboratory in a round, or `NotFoundError`."""
    found = None
    if laboratory_id in own_laboratories(actor):
        found = ParticipantCode.objects.filter(round_id=round_id, laboratory_id=laboratory_id).first()
    if found is None:
        raise NotFoundError
    return found


def code_lookups(actor: Actor, round_id: UUID, laboratory_id: UUID) -> QuerySet[CodeLookup]:
    """Everybody who learned which code one's own laboratory has, newest first."""
    code = own_code(actor, round_id, laboratory_id)
    actor.require("see code look-ups", code.laboratory)
    return CodeLookup.objects.filter(code=code).select_related("user__person", "acting_for").order_by("-id")


def takes_part(actor: Actor, round_: Round) -> bool:
    """Whether a laboratory of the actor's is in the round."""
    own = own_laboratories(actor)
    return Enrolment.objects.filter(round=round_, laboratory_id__in=own, state=EnrolmentState.ENROLLED).exists()


def _seen(round_: Round, enrolment: Enrolment | None) -> LaboratoryRound:
    enrolled = enrolment is not None and enrolment.state == EnrolmentState.ENROLLED
    code = None
    if enrolment is not None:
        code = ParticipantCode.objects.filter(round=round_, laboratory_id=enrolment.laboratory_id).first()
    return LaboratoryRound(
        id=round_.pk,
        code=round_.code,
        title=round_.title,
        scheme=round_.scheme.title,
        organiser=round_.scheme.organiser.name,
        state=round_.state,
        time_zone=round_.time_zone,
        deadline=round_.deadline,
        grace_hours=round_.grace_hours,
        instructions=round_.instructions if enrolled or round_.state in PUBLISHED else "",
        plan_digest=round_.plan_digest,
        plan_frozen_at=round_.plan_frozen_at,
        open_to_requests=round_.open_to_requests,
        laboratory_id=enrolment.laboratory_id if enrolment else None,
        laboratory=enrolment.laboratory.name if enrolment else "",
        enrolment_id=enrolment.pk if enrolment else None,
        enrolment_state=enrolment.state if enrolment else "",
        menu=tuple(enrolment.menu) if enrolment and enrolment.menu is not None else None,
        own_code=code.code if code else "",
        plan=_public(round_, enrolment),
    )


def _public(round_: Round, enrolment: Enrolment | None) -> PublicPlan:
    """What is asked: about the items that the laboratory is sent, or about all while it has no parcel.

    Before there are parcels nothing is left out by the laboratory's menu: that would tell what is in the items.
    """
    plan = plan_of(round_)
    if plan is None or (enrolment is not None and enrolment.state not in CONCERNED):
        return PublicPlan()
    sent: set[str] = set()
    if enrolment is not None:
        sent = {code for items in enrolment.parcels.values_list("items", flat=True) for code in items}
    return public_plan(plan, [item for item in plan.items if not sent or item.code in sent])
