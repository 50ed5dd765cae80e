"""Statements of participation: issued once per laboratory and language, with a number that anybody can check."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import available_languages, message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.codes import ALPHABET
from comity.domains.exercises.guests.refusing import refuse_guest
from comity.domains.exercises.models import Enrolment, Round, Statement, Submission
from comity.domains.exercises.queries.stating import statable, statements_job
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.reports.participation import Participation, statement_pdf, statement_pdfs
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import EnrolmentState
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.jobs.apart import run_apart
from comity.kernel.jobs.leases import BusyError, LostLeaseError, leased
from comity.kernel.parties.countries import country_name

log = logging.getLogger(__name__)
TOGETHER = 50  # papers of one process that ends
GROUPS, GROUP = 3, 5  # 28^15: nobody finds a number by trying


@transaction.atomic
def issue_statement(actor: Actor, round_id: UUID, laboratory_id: UUID, *, language: str = "en") -> Statement:
    """State that a laboratory took part in a released round; asked again, it is the same statement.

    The organiser issues it for any laboratory, a laboratory for itself: that it reported results is on record.
    """
    enrolment = _enrolment(actor, round_id, laboratory_id)
    check_language(language)
    there = Statement.objects.filter(round_id=round_id, laboratory_id=laboratory_id, language=language).first()
    if there is not None:
        return there
    refuse_guest(round_id)
    life.check_state(enrolment.round.state, *life.PUBLISHED)
    draft = _draft(actor, enrolment, language)
    return _keep(actor, draft, statement_pdf(draft.about, language))


def issue_statements(actor: Actor, round_id: UUID, *, language: str) -> None:
    """Do what was requested, some at a time; those that have one keep it, so that it can be done again at any time.

    The papers are set in processes that end, between the transactions.
    """
    try:
        with leased(statements_job(round_id)) as lease:
            waiting = list(_without(round_id, language))
            for start in range(0, len(waiting), TOGETHER):
                drafts = [_draft(actor, enrolment, language) for enrolment in waiting[start : start + TOGETHER]]
                papers = run_apart(statement_pdfs, [draft.about for draft in drafts], language)
                with transaction.atomic():
                    lease.check()
                    lease.renew()
                    for draft, paper in zip(drafts, papers, strict=True):
                        actor.require("issue statement", draft.enrolment.round.scheme.organiser)
                        _keep_first(actor, draft, paper)
    except (BusyError, LostLeaseError):
        log.info("statements of round %s are made by another process", round_id)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A statement that is not issued yet, and what its paper says."""

    made: Statement
    enrolment: Enrolment
    about: Participation


def _without(round_id: UUID, language: str) -> QuerySet[Enrolment]:
    """Those who reported results in a released round and have no statement in this language."""
    have = Statement.objects.filter(round_id=round_id, language=language).values("laboratory_id")
    found = statable(round_id).filter(round__state__in=life.PUBLISHED).exclude(laboratory_id__in=have)
    return found.select_related("laboratory", "round__scheme__organiser").order_by("laboratory__name", "id")


def _draft(actor: Actor, enrolment: Enrolment, language: str) -> _Draft:
    made = Statement(round=enrolment.round, laboratory=enrolment.laboratory, number=_number(), language=language)
    made.issued_at, made.issued_by_id = now(), actor.user_id
    return _Draft(made, enrolment, _about(made, enrolment))


def _keep_first(actor: Actor, draft: _Draft, paper: bytes) -> None:
    """Unless the laboratory has taken one for itself meanwhile."""
    made = draft.made
    Enrolment.objects.select_for_update().get(pk=draft.enrolment.pk)
    same = Statement.objects.filter(round_id=made.round_id, laboratory_id=made.laboratory_id, language=made.language)
    if not same.exists():
        _keep(actor, draft, paper)


def _keep(actor: Actor, draft: _Draft, paper: bytes) -> Statement:
    made = draft.made
    made.digest = files.keep(paper).digest
    made.save()
    write_down_for(actor, "issue statement", draft.enrolment, {"number": made.number, "language": made.language})
    return made


def check_language(language: str) -> None:
    """Refuse a language that Comity does not speak."""
    if language not in available_languages():
        what = message("statement", "There is no statement in this language.")
        raise InputError("language-unknown", what, where="language")


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
