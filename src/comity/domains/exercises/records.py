"""What this room exchanges with other nodes, and who takes it in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import pgettext_lazy

from comity.domains.exercises.guests.at_laboratory import (
    take_answer,
    take_deadline,
    take_receipt,
    take_round,
    withdrawn_answer,
    withdrawn_round,
)
from comity.domains.exercises.guests.at_organiser import take_enrolment, take_submission, withdrawn_enrolment
from comity.domains.exercises.guests.early import Taker, take_up, taken
from comity.domains.exercises.guests.report_files import take_file
from comity.domains.exercises.guests.reports import recalled_report, take_report
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.records import ReceivedRecord, RecordType, schema_of
from comity.kernel.exchange.rules import RecordState, What

NAMES = {
    "exercise-round": pgettext_lazy("record type", "Exercise round"),
    "exercise-enrolment": pgettext_lazy("record type", "Enrolment in an exercise"),
    "exercise-answer": pgettext_lazy("record type", "Answer to an enrolment"),
    "exercise-submission": pgettext_lazy("record type", "Results of a laboratory"),
    "exercise-receipt": pgettext_lazy("record type", "Receipt for results"),
    "exercise-deadline": pgettext_lazy("record type", "Deadline of an exercise"),
    "exercise-report": pgettext_lazy("record type", "Report of an exercise"),
    "exercise-amendment": pgettext_lazy("record type", "Amended report of an exercise"),
    "exercise-file": pgettext_lazy("record type", "File of a report"),
}
TAKERS: dict[str, Taker] = {
    "exercise-round": take_round,
    "exercise-enrolment": take_enrolment,
    "exercise-answer": take_answer,
    "exercise-submission": take_submission,
    "exercise-receipt": take_receipt,
    "exercise-deadline": take_deadline,
    "exercise-report": take_report,
    "exercise-amendment": take_report,
    "exercise-file": take_file,
}
TAKEN_BACK: dict[str, Taker] = {
    "exercise-round": withdrawn_round,
    "exercise-enrolment": withdrawn_enrolment,
    "exercise-answer": withdrawn_answer,
    "exercise-report": recalled_report,
    "exercise-amendment": recalled_report,
}
"""Results that were handed in stand, and so do receipts and deadlines: taking one back changes nothing of a round."""


def record_types() -> Iterator[RecordType]:
    """What this room exchanges."""
    for name, words in NAMES.items():
        yield RecordType(name, 1, words, schema_of(name, 1), receive=take, hear=heard)


def take(actor: Actor, record: ReceivedRecord) -> None:
    """A verified version came; what waited for it is looked at again."""
    if taken(TAKERS[record.type], actor, record):
        take_up(TAKERS.__getitem__, actor, UUID(record.content["round"]))


def heard(actor: Actor, record: ReceivedRecord, what: What) -> None:
    """The origin took something back. That only older versions count no more says nothing."""
    same = Record.objects.filter(origin=record.origin, record_id=record.record_id, state=RecordState.CURRENT)
    taker = TAKEN_BACK.get(record.type)
    if taker is not None and what in {What.WITHDRAWN, What.RECALLED} and not same.exists():
        taker(actor, record)
