"""Handing in results. Acknowledged means: checked, written with its receipt and its audit entry, and on disk.

- The moment of arrival decides what is late, not how long the node took.
- The same key with the same content gets the same submission again, also after the close: a connection that broke
  after the deadline loses nobody a result. With other content it is refused.
- Every submission is kept as a version of its own. Which one counts: `submission.nominating`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct.life import is_late
from comity.domains.exercises.guests.asking import send_submission
from comity.domains.exercises.models import Draft, Enrolment, Round, Submission
from comity.domains.exercises.models.submissions import SOURCES
from comity.domains.exercises.queries.submissions import Entry, get_entry, receipt_file, whole_plan
from comity.domains.exercises.services.drafts import write_draft
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.domains.exercises.submission.checking import RowFaultsError, check_rows
from comity.domains.exercises.submission.nominating import Arrival, takes_over
from comity.domains.exercises.submission.receipt import content_digest, digest_of
from comity.domains.exercises.submission.rows import Row, clean_comment, clean_rows
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.parties.locks import one_at_a_time

LONGEST_KEY = 200
MOST_VERSIONS = 200  # of one laboratory in one round


def submit_results(
    actor: Actor,
    enrolment_id: UUID,
    rows: Iterable[Mapping[str, str]],
    *,
    comment: str = "",
    source: str = "page",
    key: str = "",
) -> Submission:
    """Hand in results; raises `RowFaultsError` with every fault, and nothing is written then.

    `key`: chosen by the sender; sending again with it is safe.
    """
    arrived = now()
    entry = get_entry(actor, enrolment_id)
    actor.require("submit results", entry.enrolment.laboratory)
    typed, remark = clean_rows(rows), clean_comment(comment)
    kept_key = _kept_key(actor, key)
    sent_before = _same_again(entry, kept_key, typed, remark)
    if sent_before is not None:
        return sent_before
    _require_taking(entry.round, entry.enrolment.state)
    faults = check_rows(typed, entry.code.code, whole_plan(entry.round))
    if faults:
        raise RowFaultsError(faults)
    if source not in SOURCES:
        raise ValueError(f"no source {source!r}")
    made = Submission(
        code=entry.code,
        analyst_id=actor.user_id,
        rows=typed,
        comment=remark,
        submitted_at=arrived,
        source=source,
        idempotency_key=kept_key,
    )
    return _write(actor, entry, made)


@transaction.atomic
def _write(actor: Actor, entry: Entry, made: Submission) -> Submission:
    """In one transaction: nobody else writes for this laboratory, and the round does not close meanwhile."""
    one_at_a_time(f"submissions of {entry.code.pk}")
    round_, state = _now_of(entry)
    before = list(Submission.objects.filter(code=entry.code).defer("rows", "comment").order_by("version"))
    if any(one.idempotency_key == made.idempotency_key != "" for one in before):  # it came twice at once
        again = _same_again(entry, made.idempotency_key, made.rows, made.comment)
        if again is not None:
            return again
    _require_taking(round_, state)
    if len(before) >= MOST_VERSIONS:
        raise ConflictError(
            "submissions-too-many",
            message("submission", "There are {count} submissions already.", count=MOST_VERSIONS),
            remedy=message("submission", "Ask the organiser of the round."),
        )
    made.version = len(before) + 1
    made.late = _late(made.submitted_at, round_)
    counted = next((one for one in before if one.nominated), None)
    made.nominated = takes_over(counted, Arrival(made.analyst_id, made.late))
    if made.nominated and counted is not None:
        Submission.objects.filter(pk=counted.pk).update(nominated=False)
    made.receipt_digest = digest_of(receipt_file(entry, made))
    made.save(force_insert=True)
    _settle_draft(actor, entry, made)
    detail: Detail = {"version": made.version, "late": made.late, "nominated": made.nominated, "source": made.source}
    write_down_for(actor, "submit results", entry.enrolment, detail)
    send_submission(actor, entry.enrolment, made)
    return made


def _now_of(entry: Entry) -> tuple[Round, str]:
    """Round and state of the enrolment as they are now; nobody closes the round meanwhile."""
    _keep_open(entry.round.pk)
    found = (
        Enrolment.objects.select_related("round").defer("round__plan", "round__instructions").get(pk=entry.enrolment.pk)
    )
    return found.round, found.state


def hold_open(round_id: UUID) -> Round:
    """The round as it is now; until this transaction ends nobody can close it, but others can submit too."""
    _keep_open(round_id)
    return Round.objects.defer("plan", "instructions").get(pk=round_id)


def _keep_open(round_id: UUID) -> None:
    if connection.vendor == "postgresql":  # SQLite admits one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM exercises_round WHERE id = %s FOR SHARE", [round_id])


def _require_taking(round_: Round, enrolment_state: str) -> None:
    if enrolment_state != EnrolmentState.ENROLLED:
        raise ConflictError(
            "enrolment-ended",
            message("submission", "Your laboratory does not take part in this round any more."),
            remedy=message("submission", "What you typed is kept as a draft. Ask the organiser of the round."),
        )
    if round_.state != RoundState.OPEN:
        raise ConflictError(
            "round-closed",
            message("submission", "The round is closed and takes no more results."),
            remedy=message("submission", "What you typed is kept as a draft. Ask the organiser of the round."),
        )


def _late(at: datetime, round_: Round) -> bool:
    return round_.deadline is not None and is_late(at, round_.deadline, round_.grace_hours)


def _same_again(entry: Entry, key: str, rows: list[Row], comment: str) -> Submission | None:
    """The submission that this key made before; refused when it was made of something else."""
    found = Submission.objects.filter(code=entry.code, idempotency_key=key).first() if key else None
    if found is None:
        return None
    if content_digest(found.rows, found.comment) != content_digest(rows, comment):
        raise ConflictError(
            "idempotency-key-reused",
            message("submission", "This idempotency key was used for other results."),
            remedy=message("submission", "Send a fresh key for different results."),
        )
    found.repeated = True
    return found


def _kept_key(actor: Actor, key: str) -> str:
    """A key is its sender's own: two analysts who choose the same one do not meet."""
    if not key:
        return ""
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InputError(
            "idempotency-key-unusable",
            message("submission", "An idempotency key has 1 to {longest} printable characters.", longest=LONGEST_KEY),
            where="header.Idempotency-Key",
            remedy=message("submission", "Send a fresh UUID for each submission."),
        )
    return hashlib.sha256(f"{actor.user_id}\x1f{key}".encode()).hexdigest()


def _settle_draft(actor: Actor, entry: Entry, made: Submission) -> None:
    """Whoever has a draft goes on from what they submitted; what else it held is kept."""
    if actor.user_id is not None and Draft.objects.filter(code=entry.code, analyst_id=actor.user_id).exists():
        write_draft(actor, entry, made.rows, made.comment)
