"""Reports between nodes: sent at a release or an amendment, and read by laboratories at their own node.

A laboratory's node gets what its own laboratories may read: their individual reports and scores, the summary, and the
statement of participation with the number by which the organiser's node checks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct.outcomes import Outcome, concerned
from comity.domains.exercises.guests.early import TooEarlyError
from comity.domains.exercises.guests.parties import peer_of
from comity.domains.exercises.guests.public_plan import instant, said
from comity.domains.exercises.guests.publishing import between, can_tell, for_node, newest, tell
from comity.domains.exercises.guests.report_files import require_files, tell_file
from comity.domains.exercises.models import (
    Enrolment,
    EvaluationRun,
    GuestRound,
    ParticipantCode,
    ReportFile,
    Round,
    Score,
    Statement,
)
from comity.domains.exercises.services.effects import FIELDS, follow_up_on, tell_laboratories
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import EnrolmentState, RunState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.records import ReceivedRecord

REPORT, AMENDMENT = "exercise-report", "exercise-amendment"


def tell_reports(actor: Actor, round_: Round, *, reason: str = "") -> int:
    """Send every laboratory of another node what was released for it, unless it was sent before; how many."""
    run = EvaluationRun.objects.filter(round=round_, released_at__isnull=False).order_by("-version").first()
    if run is None:
        return 0
    reason = reason or (run.reason if _previous(run) is not None else "")
    kind = AMENDMENT if reason else REPORT
    told = 0
    for enrolment, peer in _elsewhere(round_):
        key = between(enrolment.pk, peer, f"report {run.version}")
        if newest(origin(), key) is None and can_tell(peer, kind, round_.scheme.organiser):
            content = _content(actor, run, enrolment, peer)
            content |= {"reason": reason} if reason else {}
            tell(actor, kind, key, content, originator=round_.scheme.organiser, peer=peer)
            told += 1
    return told


def take_report(actor: Actor, record: ReceivedRecord) -> None:
    """A report for one of our laboratories, released or amended by the organiser."""
    content, peer = record.content, peer_of(record)
    enrolment = _enrolment(record, peer, content)
    code = ParticipantCode.objects.filter(round=enrolment.round, laboratory=enrolment.laboratory).first()
    if code is None:
        raise TooEarlyError
    statement = content.get("statement")
    named = [one["digest"] for one in content["files"]]
    require_files([*named, *([statement["digest"]] if statement else [])])
    run = _run(enrolment.round, content)
    _files(run, code, content)
    reason = str(content.get("reason", ""))
    before = _kept(_previous(run), code)
    _scores(run, code, content)
    if statement:
        _statement(enrolment, statement)
    after = _kept(run, code)
    laboratories = {code.code: enrolment.laboratory_id}
    follow_up_on(enrolment.round, laboratories, after, reason)
    if not reason or concerned(before, after):
        tell_laboratories(enrolment.round, run, [enrolment.laboratory_id], reason)
    detail: Detail = {"evaluation": run.version, "files": len(named), "scores": len(after), "node": peer.origin}
    write_down_for(actor, "take in report", enrolment, detail)


def recalled_report(actor: Actor, record: ReceivedRecord) -> None:
    """The organiser has taken a report back: nobody reads it any more."""
    for enrolment in Enrolment.objects.filter(round__guest__peer__origin=record.origin).select_related("round"):
        for run in EvaluationRun.objects.filter(round=enrolment.round, released_at__isnull=False):
            if _sent_as(enrolment, run.version) == record.record_id:
                run.released_at = None
                run.save(update_fields=["released_at"])
                ReportFile.objects.filter(run=run).delete()
                write_down_for(actor, "take in report", enrolment, {"evaluation": run.version, "taken back": True})


def _sent_as(enrolment: Enrolment, version: int) -> UUID:
    return for_node(enrolment.pk, origin(), f"report {version}")


def _elsewhere(round_: Round) -> Iterator[tuple[Enrolment, Peer]]:
    found = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED, laboratory__elsewhere__isnull=False)
    for one in found.select_related("laboratory__elsewhere__peer__party", "round__scheme__organiser"):
        yield one, one.laboratory.elsewhere.peer


def _content(actor: Actor, run: EvaluationRun, enrolment: Enrolment, peer: Peer) -> dict[str, Any]:
    code = ParticipantCode.objects.get(round=enrolment.round, laboratory=enrolment.laboratory)
    own = list(ReportFile.objects.filter(run=run, code=code, audience="laboratory"))
    shared = list(ReportFile.objects.filter(run=run, audience="participants").exclude(format="svg"))
    statement = _issued(actor, enrolment)
    digests = dict.fromkeys([*(one.digest for one in (*own, *shared)), *([statement.digest] if statement else [])])
    for digest in digests:
        tell_file(actor, enrolment.round, peer, digest)
    return {
        "round": str(enrolment.round_id),
        "laboratory": str(enrolment.laboratory_id),
        "run": str(run.pk),
        "version": run.version,
        "document_digest": run.document_digest,
        "released_at": said(run.released_at),
        "scores": [_score(one) for one in Score.objects.filter(run=run, code=code).order_by("id")],
        "files": [_file(one) for one in (*own, *shared)],
        "statement": None if statement is None else _stated(statement),
    }


def _issued(actor: Actor, enrolment: Enrolment) -> Statement | None:
    """The statement of participation; none for a laboratory that reported nothing."""
    from comity.domains.exercises.services.statements import issue_statement

    try:
        language = settings.REPORT_LANGUAGES[0]
        return issue_statement(actor, enrolment.round_id, enrolment.laboratory_id, language=language)
    except ConflictError:
        return None


def _score(one: Score) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS}


def _file(one: ReportFile) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("audience", "name", "format", "language", "digest", "size")}


def _stated(one: Statement) -> dict[str, Any]:
    return {"number": one.number, "language": one.language, "issued_at": said(one.issued_at), "digest": one.digest}


def _enrolment(record: ReceivedRecord, peer: Peer, content: Mapping[str, Any]) -> Enrolment:
    guest = GuestRound.objects.select_related("round__scheme").filter(pk=UUID(content["round"])).first()
    if guest is None:
        raise TooEarlyError
    if guest.peer_id != peer.pk or guest.round.scheme.organiser_id != record.originator:
        raise _not_its_report()
    found = Enrolment.objects.filter(round=guest.round, laboratory=UUID(content["laboratory"]))
    enrolment = found.select_related("laboratory", "round__scheme__organiser").first()
    if enrolment is None or enrolment.state != EnrolmentState.ENROLLED:
        raise TooEarlyError
    return enrolment


def _run(round_: Round, content: Mapping[str, Any]) -> EvaluationRun:
    found = EvaluationRun.objects.filter(pk=UUID(content["run"])).first()
    if found is not None and found.round_id != round_.pk:
        raise _not_its_report()
    released = instant(content["released_at"])
    run = found or EvaluationRun(pk=UUID(content["run"]), round=round_, requested_at=released)
    run.version, run.state, run.progress = content["version"], RunState.DONE, 100
    run.document_digest, run.released_at = content["document_digest"], released
    run.reason = str(content.get("reason", ""))
    run.save()
    return run


def _files(run: EvaluationRun, code: ParticipantCode, content: Mapping[str, Any]) -> None:
    for one in content["files"]:
        held = code if one["audience"] == "laboratory" else None
        named = {name: one.get(name, "") for name in ("audience", "name", "format", "language")}
        kept = {"digest": one["digest"], "size": one["size"]}
        made = {**kept, "created_at": run.released_at}
        ReportFile.objects.update_or_create(run=run, code=held, **named, defaults=kept, create_defaults=made)


def _scores(run: EvaluationRun, code: ParticipantCode, content: Mapping[str, Any]) -> None:
    """Scores of an evaluation never change: those that are here stay."""
    if not Score.objects.filter(run=run, code=code).exists():
        told = [{name: one[name] for name in FIELDS if name in one} for one in content["scores"]]
        Score.objects.bulk_create([Score(run=run, code=code, **one) for one in told], batch_size=500)


def _previous(run: EvaluationRun) -> EvaluationRun | None:
    before = EvaluationRun.objects.filter(round=run.round, released_at__isnull=False, version__lt=run.version)
    return before.order_by("-version").first()


def _kept(run: EvaluationRun | None, code: ParticipantCode) -> list[Outcome]:
    rows = Score.objects.filter(run=run, code=code).order_by("id") if run is not None else Score.objects.none()
    return [Outcome(code.code, *row) for row in rows.values_list(*FIELDS)]


def _statement(enrolment: Enrolment, told: Mapping[str, Any]) -> None:
    made = {"number": told["number"], "digest": told["digest"], "issued_at": instant(told["issued_at"])}
    Statement.objects.get_or_create(
        round=enrolment.round, laboratory=enrolment.laboratory, language=told["language"], defaults=made
    )


def _not_its_report() -> InputError:
    what = message("guest round", "That node does not release reports of this round.")
    return InputError("no-such-part", what, where="round")
