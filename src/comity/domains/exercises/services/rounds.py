"""Schemes and rounds: making them and saying what holds for them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.freezing import normalised
from comity.domains.exercises.guests.refusing import refuse_guest
from comity.domains.exercises.guests.telling import tell_round
from comity.domains.exercises.models import Enrolment, Round, Scheme
from comity.domains.exercises.plan.fields import CODE
from comity.domains.exercises.queries.organising import get_scheme, plan_of
from comity.domains.exercises.services.holding import check_version, held_round, keep_places, write_down
from comity.domains.exercises.services.plans import aligned
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.parties.names import clean_name
from comity.kernel.parties.queries import get_party

ROUND_CODE_EXTRA = "/"  # rounds are called 2026/1
LARGEST_CAPACITY = 10_000
LONGEST_INSTRUCTIONS = 20_000
LONGEST_DESCRIPTION = 4_000


@dataclass(frozen=True, slots=True)
class RoundSettings:
    """What holds for a round besides its plan. A deadline without a time zone is meant in `time_zone`."""

    title: str = ""
    time_zone: str = "UTC"
    deadline: datetime | None = None
    grace_hours: float = 0.0
    capacity: int | None = None
    open_to_requests: bool = False
    instructions: str = ""


@transaction.atomic
def create_scheme(
    actor: Actor, organiser_id: UUID, *, title: str, description: str = "", discipline: str = ""
) -> Scheme:
    """Begin a series of rounds of one organiser."""
    organiser = get_party(actor, organiser_id)
    actor.require("create scheme", organiser)
    name = clean_name(title, where="title")
    if Scheme.objects.filter(organiser=organiser, title=name).exists():
        raise ConflictError("scheme-exists", message("round", "There is a scheme of this title already."))
    scheme = Scheme.objects.create(
        organiser=organiser,
        title=name,
        description=_text(description, LONGEST_DESCRIPTION, "description"),
        discipline=discipline[:40],
        created_at=now(),
    )
    record(
        actor, "create scheme", party_id=organiser.pk, object_ref=f"scheme:{scheme.pk}", detail={"title": scheme.title}
    )
    return scheme


@transaction.atomic
def create_round(actor: Actor, scheme_id: UUID, *, code: str, settings: RoundSettings | None = None) -> Round:
    """Begin a round in a scheme, as a draft without a plan."""
    scheme = get_scheme(actor, scheme_id)
    actor.require("create round", scheme.organiser)
    for other in scheme.rounds.values_list("pk", flat=True)[:1]:
        refuse_guest(other)
    name = _code(code)
    if Round.objects.filter(scheme=scheme, code=name).exists():
        raise ConflictError("round-exists", message("round", "The scheme has a round of this code already."))
    round_ = Round(scheme=scheme, code=name, created_at=now())
    _apply(round_, _clean(settings or RoundSettings()))
    round_.save()
    write_down(actor, "create round", round_, {"code": round_.code})
    return round_


@transaction.atomic
def change_round(actor: Actor, round_id: UUID, settings: RoundSettings, *, version: int | None = None) -> Round:
    """Say anew what holds. What the frozen plan fixes stays: the deadline then moves by `move_deadline` only."""
    keep_places(round_id)
    round_ = held_round(actor, round_id, "change round")
    check_version(round_.version, version)
    life.check_state(round_.state, RoundState.DRAFT, RoundState.OPEN)
    wanted = _clean(settings)
    if round_.plan_frozen_at is not None:
        _refuse_frozen(round_, wanted)
    _refuse_too_small(round_, wanted.capacity)
    _apply(round_, wanted)
    plan = plan_of(round_)
    if plan is not None and round_.plan_frozen_at is None:
        round_.plan = normalised(aligned(plan, round_))
    round_.version += 1
    round_.save()
    write_down(actor, "change round", round_, {"version": round_.version})
    tell_round(actor, round_)
    return round_


def _clean(settings: RoundSettings) -> RoundSettings:
    life.zone_of(settings.time_zone)
    deadline = settings.deadline
    if settings.capacity is not None and not 1 <= settings.capacity <= LARGEST_CAPACITY:
        what = message("round", "A round has between 1 and {most} places.", most=LARGEST_CAPACITY)
        raise InputError("capacity-out-of-range", what, where="capacity")
    return dataclasses.replace(
        settings,
        title=clean_name(settings.title, where="title", required=False),
        deadline=None if deadline is None else life.instant_in(deadline, settings.time_zone),
        grace_hours=life.clean_grace(settings.grace_hours),
        instructions=_text(settings.instructions, LONGEST_INSTRUCTIONS, "instructions"),
    )


def _apply(round_: Round, settings: RoundSettings) -> None:
    for field in dataclasses.fields(settings):
        setattr(round_, field.name, getattr(settings, field.name))


def _refuse_frozen(round_: Round, wanted: RoundSettings) -> None:
    fixed = ("title", "time_zone", "deadline", "grace_hours")
    changed = [name for name in fixed if getattr(wanted, name) != getattr(round_, name)]
    if changed:
        raise ConflictError(
            "plan-frozen",
            message("round", "The plan has been frozen; title, deadline and period of grace are part of it."),
            where=changed[0],
            remedy=message("round", "A deadline can be moved to a later time, with a reason."),
        )


def _refuse_too_small(round_: Round, capacity: int | None) -> None:
    enrolled = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED).count()
    if capacity is not None and capacity < enrolled:
        what = message("round", "{count} laboratories are enrolled already.", count=enrolled)
        raise InputError("capacity-too-small", what, where="capacity")


def _code(text: str) -> str:
    code = text.strip()
    if not CODE.fullmatch(code.replace(ROUND_CODE_EXTRA, "-")) or code.startswith(ROUND_CODE_EXTRA):
        what = message("round", "A code of at most 32 letters and digits is expected (and _ . - / inside).")
        raise InputError("round-code-invalid", what, where="code", remedy=message("round", "As in 2026/1."))
    return code


def _text(text: str, longest: int, where: str) -> str:
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(clean) > longest:
        what = message(
            "round", "The text has {count} characters, {longest} are possible.", count=len(clean), longest=longest
        )
        raise InputError("text-too-long", what, where=where)
    return clean
