"""What reports say beside the evaluation: deviations for all, a laboratory's earlier rounds for it alone."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from comity.domains.exercises.models import EvaluationRun, ParticipantCode, PlanDeviation, ReportFile, Score
from comity.domains.exercises.queries.beside import beside_evaluation, earlier_scores
from comity.kernel import files
from tests.domains.exercises.closed import close_round_of

REASON = "the unit was misprinted in the plan"


@pytest.fixture
def closed(house):
    return close_round_of(house)


def an_earlier_round(closed, *, released=True):
    """A released round of the scheme in which the third laboratory scored 2.5."""
    at = closed.fresh().closed_at - timedelta(days=200)
    state = "released" if released else "evaluated"
    past = closed.fresh()
    past.pk, past.code, past.state, past.closed_at, past.released_at = uuid4(), "2020/1", state, at, at
    past.save(force_insert=True)
    run = EvaluationRun.objects.create(
        round=past,
        version=1,
        requested_at=at,
        state="done",
        finished_at=at,
        progress=100,
        document_digest="0" * 64,
        released_at=at if released else None,
    )
    laboratory = closed.laboratories[3]
    code = ParticipantCode.objects.create(round=past, laboratory=laboratory, code="OLD234")
    Score.objects.create(
        run=run, code=code, item="A", measurand="cocaine", name="z", value=2.5, performance="questionable"
    )


def test_earlier_scores_stand_under_the_code_of_this_round(closed):
    an_earlier_round(closed)
    (score,) = earlier_scores(closed.fresh())
    round_, _date, laboratory, _measurand, z = score
    assert (round_, laboratory, z) == ("2020/1", closed.code(3), 2.5)


def test_what_was_not_released_is_no_history(closed):
    an_earlier_round(closed, released=False)
    assert list(earlier_scores(closed.fresh())) == []


def test_reports_show_the_course_to_its_laboratory_alone(closed, settings):
    settings.REPORT_FORMATS = ["json", "html"]
    an_earlier_round(closed)
    run = closed.decided().evaluated()
    held = {
        (one.audience, one.name, one.format): files.read(one.digest).decode()
        for one in ReportFile.objects.filter(run=run)
    }
    own = json.loads(held["laboratory", closed.code(3), "json"])
    assert next(one["round"] for one in own["history"][0]["rounds"]) == "2020/1"
    assert "J-chart" in held["laboratory", closed.code(3), "html"]
    for (audience, name, _), text in held.items():
        if (audience, name) != ("laboratory", closed.code(3)):
            assert "2020/1" not in text, name
    assert "OLD234" not in "".join(held.values()), "codes of two rounds are never joined"
    assert "2020/1" not in files.read(run.document_digest).decode()


def test_deviations_are_printed_in_every_report_without_names(closed, settings):
    settings.REPORT_FORMATS = ["html"]
    round_ = closed.fresh()
    change = {"key": "evaluations[0].sigma_pt.value", "before": "1.5", "after": "1.6"}
    PlanDeviation.objects.create(
        round=round_,
        at=round_.closed_at + timedelta(hours=1),
        digest_before="0" * 64,
        digest_after="1" * 64,
        role="coordinator",
        reason=REASON,
        changes=[change],
    )
    run = closed.decided().evaluated()
    for one in ReportFile.objects.filter(run=run, format="html"):
        text = files.read(one.digest).decode()
        assert REASON in text, one.name
        assert "after the results were known" in text
        assert change["key"] in text
    found = beside_evaluation(round_, json.loads(files.read(run.document_digest)))
    assert next(one["role"] for one in found.deviations) == "coordinator"
