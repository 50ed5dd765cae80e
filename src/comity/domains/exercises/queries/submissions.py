"""What a laboratory may read of its own part in results: drafts of one's own, submissions, receipts.

An analyst sees what they submitted themselves; the manager sees everything of the laboratory. Nobody else sees any of
it here, and what is not for the actor does not exist for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.conduct.public import PublicPlan, public_plan
from comity.domains.exercises.models import Draft, DraftVersion, Enrolment, ParticipantCode, Round, Submission
from comity.domains.exercises.plan import Plan, plan_from_data
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.domains.exercises.submission.receipt import receipt_bytes
from comity.domains.exercises.submission.spreadsheet import asked_rows
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.queries import parts_of

MOST_EARLIER_DRAFTS = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A laboratory's place in a round where it hands in results; `code` is its name there."""

    enrolment: Enrolment
    code: ParticipantCode

    @property
    def round(self) -> Round:
        """The round; its plan is not loaded, because most of it is not for laboratories."""
        return self.enrolment.round

    @property
    def plan(self) -> PublicPlan:
        """What is asked."""
        return public_plan(whole_plan(self.round))

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Every pair of item and measurand that is asked."""
        return asked_rows(self.plan)

    @property
    def takes_results(self) -> bool:
        """Whether something can be submitted now."""
        return self.round.state == RoundState.OPEN and self.enrolment.state == EnrolmentState.ENROLLED


def entries(actor: Actor) -> QuerySet[Enrolment]:
    """The enrolments through which the actor may hand in results, or did; newest round first."""
    found = Enrolment.objects.select_related("laboratory", "round__scheme__organiser").defer("round__plan")
    found = found.filter(state__in=(EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN))
    found = found.exclude(round__state=RoundState.DRAFT)
    if actor.via != "system":
        found = found.filter(laboratory_id__in=_laboratories(actor))
    return found.order_by("-round__created_at", "id")


def get_entry(actor: Actor, enrolment_id: UUID) -> Entry:
    """One of them with its code, or `NotFoundError`."""
    enrolment = entries(actor).filter(pk=enrolment_id).first()
    if enrolment is None:
        raise NotFoundError
    code = ParticipantCode.objects.filter(round=enrolment.round_id, laboratory=enrolment.laboratory_id).first()
    if code is None:
        raise NotFoundError
    return Entry(enrolment, code)


def own_draft(actor: Actor, entry: Entry) -> Draft | None:
    """What the actor has typed so far."""
    return Draft.objects.filter(code=entry.code, analyst_id=actor.user_id).first() if actor.user_id else None


def earlier_drafts(actor: Actor, entry: Entry) -> QuerySet[DraftVersion]:
    """What the actor's draft held before, the latest first."""
    found = DraftVersion.objects.filter(draft__code=entry.code, draft__analyst_id=actor.user_id)
    return found.order_by("-version")


def submissions(actor: Actor, entry: Entry) -> QuerySet[Submission]:
    """The submissions of this laboratory that the actor may see, the latest first."""
    found = Submission.objects.filter(code=entry.code).select_related("analyst__person")
    if not actor.may("see submissions of laboratory", entry.enrolment.laboratory):
        found = found.filter(analyst_id=actor.own_account)
    return found.order_by("-version")


def get_submission(actor: Actor, submission_id: UUID) -> tuple[Entry, Submission]:
    """One submission and where it belongs, or `NotFoundError`."""
    place = Submission.objects.filter(pk=submission_id).values_list("code__round_id", "code__laboratory_id").first()
    enrolment = None
    if place is not None:
        enrolment = entries(actor).filter(round_id=place[0], laboratory_id=place[1]).values_list("pk").first()
    if enrolment is None:
        raise NotFoundError
    entry = get_entry(actor, enrolment[0])
    found = submissions(actor, entry).filter(pk=submission_id).first()
    if found is None:
        raise NotFoundError
    return entry, found


def nominated(entry: Entry) -> Submission | None:
    """The submission that counts for this laboratory; for showing its number, not what is in it."""
    return Submission.objects.filter(code=entry.code, nominated=True).first()


def receipt_file(entry: Entry, submission: Submission) -> bytes:
    """The receipt of a submission as a file; its SHA-256 is the digest on the receipt."""
    return receipt_bytes(
        round_id=entry.code.round_id,
        participant=entry.code.code,
        version=submission.version,
        submitted_at=submission.submitted_at,
        source=submission.source,
        comment=submission.comment,
        rows=submission.rows,
    )


def find_receipt(actor: Actor, digest: str) -> tuple[Entry, Submission]:
    """The submission with that digest on its receipt, among those that the actor may see, or `NotFoundError`."""
    for submission_id in Submission.objects.filter(receipt_digest=digest).values_list("pk", flat=True)[:10]:
        try:
            return get_submission(actor, submission_id)
        except NotFoundError:
            continue
    raise NotFoundError


def whole_plan(round_: Round) -> Plan:
    """The plan with everything in it, read once for each version of it. What laboratories see is `Entry.plan`."""
    return _plan(round_.pk, f"{round_.plan_digest} {round_.version}")


@lru_cache(maxsize=32)
def _plan(round_id: UUID, edition: str) -> Plan:  # noqa: ARG001 - a changed plan has another one, and is read anew
    data = Round.objects.values_list("plan", flat=True).get(pk=round_id)
    return plan_from_data(data, "")


def _laboratories(actor: Actor) -> Sequence[UUID]:
    if actor.party_id is None or not actor.may_in_own_party("see own submissions"):
        return ()
    return (actor.party_id, *parts_of(actor.party_id, now().date()))
