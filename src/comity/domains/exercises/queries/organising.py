"""Schemes and rounds for those who organise them: everything about the round itself, nobody's name, no result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import ComityError, NotFoundError
from comity.base.messages import Message, message
from comity.domains.exercises.models import PlanDeviation, Round, Scheme
from comity.domains.exercises.plan import Evaluation, Plan, plan_from_data
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.policy import may_in_own_party


def schemes(actor: Actor) -> QuerySet[Scheme]:
    """The schemes of the organisation that the actor acts for, by title."""
    if actor.via == "system":
        return Scheme.objects.select_related("organiser").order_by("title", "id")
    if not may_in_own_party(actor, "see organised rounds"):
        return Scheme.objects.none()
    return Scheme.objects.filter(organiser_id=actor.party_id).select_related("organiser").order_by("title", "id")


def get_scheme(actor: Actor, scheme_id: UUID) -> Scheme:
    """One scheme of the actor's organisation, or `NotFoundError`."""
    return _found(schemes(actor).filter(pk=scheme_id).first())


def organised_rounds(actor: Actor, *, scheme_id: UUID | None = None) -> QuerySet[Round]:
    """The rounds of the actor's organisation, newest first."""
    found = Round.objects.filter(scheme__in=schemes(actor).order_by()).select_related("scheme__organiser")
    if scheme_id is not None:
        found = found.filter(scheme_id=scheme_id)
    return found.order_by("-created_at", "id")


def get_organised_round(actor: Actor, round_id: UUID) -> Round:
    """One round of the actor's organisation, or `NotFoundError`."""
    found = Round.objects.select_related("scheme__organiser").filter(pk=round_id).first()
    if found is None or not actor.may("see organised rounds", found.scheme.organiser):
        raise NotFoundError
    return found


def plan_of(round_: Round) -> Plan | None:
    """The plan of a round, as the evaluation reads it; None where there is none yet."""
    return plan_from_data(round_.plan, f"{round_.code}.toml") if round_.plan else None


def deviations(actor: Actor, round_id: UUID) -> QuerySet[PlanDeviation]:
    """What was changed in the plan after it was frozen, in order."""
    round_ = get_organised_round(actor, round_id)
    return PlanDeviation.objects.filter(round=round_).select_related("by__person").order_by("id")


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """What homogeneity and stability data say about one item and measurand, as far as it can be said by now."""

    item: str
    measurand: str
    sigma_pt: float | None
    homogeneity: dict[str, Any] | None
    stability: dict[str, Any] | None
    note: Message | None


def item_checks(actor: Actor, round_id: UUID) -> list[ItemCheck]:
    """The verdicts on the items of a round, one for each item and measurand that is evaluated."""
    plan = plan_of(get_organised_round(actor, round_id))
    return [check_item(evaluation) for evaluation in plan.evaluations] if plan else []


def check_item(evaluation: Evaluation) -> ItemCheck:
    """The verdicts of one evaluation; without a known `sigma_pt` only the components are computed."""
    # Here and not above: pages that show no verdict need not wait for numpy.
    from comity.domains.exercises.evaluation.checks import homogeneity_block, stability_block
    from comity.domains.exercises.evaluation.values import known_sigma_pt
    from comity.science import proficiency

    sigma, note, spread, stable = None, None, None, None
    try:
        sigma = known_sigma_pt(evaluation)
        if evaluation.homogeneity:
            spread = homogeneity_block(proficiency.homogeneity(evaluation.homogeneity, sigma))
        if evaluation.stability is not None and sigma is not None:
            before, after = evaluation.stability.before, evaluation.stability.after
            stable = stability_block(proficiency.stability(before, after, sigma))
    except ComityError as error:
        note = error.what
    if note is None and sigma is None and (evaluation.homogeneity or evaluation.stability):
        note = message("round", "The verdict follows when sigma_pt is known: it depends on the results.")
    return ItemCheck(evaluation.item, evaluation.measurand, sigma, spread, stable, note)


def _found(scheme: Scheme | None) -> Scheme:
    if scheme is None:
        raise NotFoundError
    return scheme
