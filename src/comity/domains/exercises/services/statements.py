"""Statements of participation: issued once per laboratory and language, with a number that anybody can check."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import available_languages, message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.codes import ALPHABET
from comity.domains.exercises.guests.refusing import refuse_guest
from comity.domains.exercises.models import Enrolment, Round, Statement, Submission
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.reports.participation import Participation, statement_pdf
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import EnrolmentState
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.countries import country_name

GROUPS, GROUP = 3, 5  # 28^15: nobody finds a number by trying


@transaction.atomic
def issue_statement(actor: Actor, round_id: UUID, laboratory_id: UUID, *, language: str = "en") -> Statement:
    """State that a laboratory took part in a released round; asked again, it is the same statement.

    The organiser issues it for any laboratory, a laboratory for itself: that it reported results is on record.
    """
    enrolment = _enrolment(actor, round_id, laboratory_id)
    if language not in available_languages():
        what = message("statement", "There is no statement in this language.")
        raise InputError("language-unknown", what, where="language")
    there = Statement.objects.filter(round_id=round_id, laboratory_id=laboratory_id, language=language).first()
    if there is not None:
        return there
    refuse_guest(round_id)
    life.check_state(enrolment.round.state, *life.PUBLISHED)
    made = Statement(round=enrolment.round, laboratory=enrolment.laboratory, number=_number(), language=language)
    made.issued_at, made.issued_by_id = now(), actor.user_id
    made.digest = files.keep(statement_pdf(_about(made, enrolment), language)).digest
    made.save()
    write_down_for(actor, "issue statement", enrolment, {"number": made.number, "language": language})
    return made


def _enrolment(actor: Actor, round_id: UUID, laboratory_id: UUID) -> Enrolment:
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("laboratory", "round__scheme__organiser")
    enrolment = found.filter(round_id=round_id, laboratory_id=laboratory_id, state=EnrolmentState.ENROLLED).first()
    if enrolment is None:
        raise NotFoundError
    organiser = enrolment.round.scheme.organiser
    if laboratory_id in own_laboratories(actor):
        actor.require("see own report", enrolment.laboratory)
    elif actor.may("see enrolments", organiser):
        actor.require("issue statement", organiser)
    else:
        raise NotFoundError
    return enrolment


def _about(made: Statement, enrolment: Enrolment) -> Participation:
    round_ = enrolment.round
    return Participation(
        number=made.number,
        laboratory=enrolment.laboratory.name,
        country=country_name(enrolment.laboratory.country, made.language) if enrolment.laboratory.country else "",
        organiser=round_.scheme.organiser.name,
        scheme=round_.scheme.title,
        round=round_.code,
        title=round_.title,
        items=[item["code"] for item in round_.plan.get("items", ())],
        opened_at=round_.opened_at,
        closed_at=round_.closed_at,
        receipt_digest=_receipt(round_, enrolment.laboratory_id),
        issued_at=made.issued_at,
        address=f"{settings.ADDRESS}{reverse('outcome:check_statement', args=[made.number])}",
    )


def _receipt(round_: Round, laboratory_id: UUID) -> str:
    """The digest of the receipt that counts; a laboratory that reported nothing did not take part."""
    rows = Submission.objects.filter(code__round=round_, code__laboratory_id=laboratory_id)
    last = rows.order_by("nominated", "version").last()
    if last is None:
        raise ConflictError(
            "nothing-reported",
            message("statement", "The laboratory reported no results in this round."),
            remedy=message("statement", "A statement of participation needs results."),
        )
    return last.receipt_digest


def _number() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
