"""Evaluating a round: requested by a person, done in the background, kept whole or not at all.

The document depends on what was on record when the evaluation was requested, and on nothing else: an evaluation that
was cut off and is done again gives the same document, digit for digit. Files go to the content-addressed store as they
are made; that they belong to the round is written in one transaction at the end, together with scores and state.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.deciding import check_ready
from comity.domains.exercises.conduct.outcomes import Outcome, outcomes
from comity.domains.exercises.models import EvaluationRun, ParticipantCode, ReportFile, Round, Score
from comity.domains.exercises.services.background import ACTIVE, SHARES, computed, failure, resumed, unexpected
from comity.domains.exercises.services.gates import current_findings, decided_results
from comity.domains.exercises.services.gathering import inputs_of
from comity.domains.exercises.services.holding import held_round, write_down
from comity.domains.exercises.services.stages import note_evaluation
from comity.domains.exercises.states import RunState
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.jobs.apart import run_apart
from comity.kernel.jobs.leases import BusyError, Held, LostLeaseError, leased
from comity.kernel.jobs.progress import Progress

log = logging.getLogger(__name__)
AUDIENCE_OF = {"summary": "participants", "coordinator": "coordinator"}
LABORATORIES = "laboratories"  # the folder of the individual reports


@transaction.atomic
def request_evaluation(actor: Actor, round_id: UUID, *, reason: str = "") -> EvaluationRun:
    """Evaluate the round in the background. Every evaluation after the first needs a reason.

    Refused as long as the gates have not been run over these results, or a decision about a finding is missing.
    """
    from comity.domains.exercises.tasks import evaluate_round

    round_ = held_round(actor, round_id, "request evaluation")
    life.check_state(round_.state, *life.SHOWING_RESULTS)
    run = _active(round_) or _new_run(actor, round_, reason)
    evaluate_round.enqueue(str(run.pk))
    write_down(actor, "request evaluation", round_, {"version": run.version, "reason": run.reason})
    return run


def run_evaluation(actor: Actor, run_id: UUID) -> None:
    """Do what was requested; called in the background, and safe to be called again at any time."""
    try:
        with leased(f"evaluation:{run_id}") as lease:
            run = EvaluationRun.objects.select_related("round__scheme__organiser").filter(pk=run_id).first()
            if run is not None and run.state in ACTIVE:
                _run(actor, run, lease)
    except (BusyError, LostLeaseError):
        log.info("evaluation %s is done by another process", run_id)


def _active(round_: Round) -> EvaluationRun | None:
    """The run that was cut off and can go on; refused while one is under way."""
    run = EvaluationRun.objects.filter(round=round_, state__in=ACTIVE).first()
    if run is not None and not resumed(run, "evaluation"):
        raise ConflictError(
            "evaluation-running",
            message("evaluation", "The round is being evaluated already (version {version}).", version=run.version),
            remedy=message("evaluation", "Wait until it is done; the page shows how far it is."),
        )
    return run


def _new_run(actor: Actor, round_: Round, reason: str) -> EvaluationRun:
    check_ready(current_findings(round_), decided_results(round_))
    last = EvaluationRun.objects.filter(round=round_).order_by("-version").first()
    again = EvaluationRun.objects.filter(round=round_, state=RunState.DONE).exists()
    why = life.clean_reason(reason) if again or reason.strip() else ""
    return EvaluationRun.objects.create(
        round=round_,
        version=last.version + 1 if last else 1,
        requested_by_id=actor.user_id,
        requested_at=now(),
        reason=why,
    )


def _run(actor: Actor, run: EvaluationRun, lease: Held) -> None:
    def write(percent: int, words: str) -> None:
        lease.renew()
        EvaluationRun.objects.filter(pk=run.pk).update(progress=min(percent, 99), step=words[:200])

    EvaluationRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=now(), error=None)
    progress = Progress(write, SHARES["evaluation"])
    try:
        document = _document(run, progress)
        made = _reports(run, document, progress)
        with transaction.atomic():
            lease.check()
            _keep(actor, run, document, made)
    except LostLeaseError:
        raise
    except ComityError as error:
        _fail(run, failure(error))
    except Exception:
        log.exception("evaluation %s", run.pk)
        _fail(run, unexpected())
        raise


def _document(run: EvaluationRun, progress: Progress) -> dict[str, Any]:
    inputs = inputs_of(run.round)
    made: dict[str, Any] = computed(
        "comity.domains.exercises.evaluation:evaluate",
        inputs,
        evaluated_at=run.requested_at,
        inputs=inputs.described(),
        progress=lambda done, total, what: progress.stage("scores", done, total, what),
    )
    return made


def _reports(run: EvaluationRun, document: Mapping[str, Any], progress: Progress) -> list[ReportFile]:
    """Every report in the store; the rows that say so are not saved yet."""
    from comity.domains.exercises.queries.beside import beside_evaluation
    from comity.domains.exercises.reports import write_reports

    made: list[ReportFile] = []
    beside = beside_evaluation(run.round, document)
    for language in settings.REPORT_LANGUAGES:
        with tempfile.TemporaryDirectory(prefix="comity-reports-") as folder:
            written = write_reports(
                document,
                Path(folder) / "out",
                language=language,
                formats=settings.REPORT_FORMATS,
                jobs=settings.REPORT_PROCESSES,
                progress=lambda done, total: progress.stage("reports", done, total),
                beside=beside,
            )
            for number, path in enumerate(written):
                progress.stage("files", number, len(written))
                made.append(_filed(path, language))
        made += _pictures(document, language)
    return made


def _pictures(document: Mapping[str, Any], language: str) -> list[ReportFile]:
    """All scores of each measurand in order, drawn once for the organiser's page; of many, in a process that ends."""
    from comity.domains.exercises.reports.pictures import drawn_scores
    from comity.domains.exercises.reports.writing import FEWEST_FOR_PROCESSES

    many = len(document["laboratories"]) >= FEWEST_FOR_PROCESSES
    pictures = run_apart(drawn_scores, document, language) if many else drawn_scores(document, language)
    return [_file("participants", name, "svg", language, files.keep(svg.encode())) for name, svg in pictures]


def _filed(path: Path, language: str) -> ReportFile:
    audience = "laboratory" if path.parent.name == LABORATORIES else AUDIENCE_OF[path.stem]
    return _file(audience, path.stem, path.suffix.removeprefix("."), language, files.keep_file(path))


def _file(audience: str, name: str, kind: str, language: str, stored: files.Stored) -> ReportFile:
    return ReportFile(
        audience=audience,
        name=name,
        format=kind,
        language=language,
        digest=stored.digest,
        size=stored.size,
        created_at=now(),
    )


def _keep(actor: Actor, run: EvaluationRun, document: Mapping[str, Any], made: list[ReportFile]) -> None:
    from comity.domains.exercises.document import document_text

    actor.require("run evaluation", run.round.scheme.organiser)
    codes = {one.code: one for one in ParticipantCode.objects.filter(round_id=run.round_id).only("code", "round_id")}
    for file in made:
        file.run = run
        file.code = codes[file.name] if file.audience == "laboratory" else None
    ReportFile.objects.bulk_create(made, batch_size=500)
    scores = [_score(run, codes[one.code], one) for one in outcomes(document)]
    Score.objects.bulk_create(scores, batch_size=500)
    stored = files.keep(document_text(document).encode())
    run.state, run.progress, run.step, run.error = RunState.DONE.value, 100, "", None
    run.document_digest, run.finished_at = stored.digest, now()
    run.save(update_fields=["state", "progress", "step", "error", "document_digest", "finished_at"])
    note_evaluation(actor, run.round_id)


def _score(run: EvaluationRun, code: ParticipantCode, one: Outcome) -> Score:
    return Score(
        run=run,
        code=code,
        item=one.item,
        measurand=one.measurand,
        title=one.title,
        substance=one.substance,
        matrix=one.matrix,
        technique=one.technique,
        result=one.result,
        name=one.name,
        value=one.value,
        performance=one.performance,
    )


def _fail(run: EvaluationRun, error: Mapping[str, Any]) -> None:
    EvaluationRun.objects.filter(pk=run.pk).update(
        state=RunState.FAILED, error=dict(error), finished_at=now(), step="", progress=0
    )
