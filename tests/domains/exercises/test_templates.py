from datetime import UTC, datetime

import openpyxl
import pytest

from comity.domains.exercises.evaluation import evaluate
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.results import COLUMNS, read_results, readiness
from comity.domains.exercises.templates import explanation, round_plan_template, write_templates
from comity.kernel.tables import PlacedError


@pytest.fixture
def paths(tmp_path):
    return write_templates(tmp_path / "new" / "round")


@pytest.mark.parametrize("name", ["results.csv", "results.xlsx"])
def test_templates_pass_the_check_and_can_be_evaluated(paths, name):
    plan = read_plan(paths[0].read_bytes(), "plan.toml")
    path = next(path for path in paths if path.name == name)
    results = read_results(path.read_bytes(), name, plan)
    assert not readiness(plan, results, "plan.toml")
    document = evaluate(plan, results, evaluated_at=datetime(2026, 4, 2, tzinfo=UTC))
    assert any("invented" in warning["text"] for warning in document["warnings"])
    assert [len(document[part]) for part in ("measurands", "qualitative", "ordinal")] == [2, 1, 1]


def test_every_column_is_explained(paths):
    assert tuple(name for name, _ in explanation()) == COLUMNS
    assert openpyxl.load_workbook(paths[2]).sheetnames == ["results", "explanation"]


def test_both_files_say_that_they_are_invented(paths):
    assert "INVENTED" in paths[0].read_text()
    assert "INVENTED" in paths[1].read_text(encoding="utf-8-sig")


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "results.csv").write_text("mine")
    with pytest.raises(PlacedError) as caught:
        write_templates(tmp_path)
    assert caught.value.code == "file-exists"
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]
    assert (tmp_path / "results.csv").read_text() == "mine"


@pytest.mark.django_db
def test_the_plan_that_the_site_offers_is_taken_by_the_site(house):
    from comity.domains.exercises import services
    from tests.domains.exercises.rounds import set_stage

    offered = round_plan_template()
    for left_out in ("[[laboratories]]", "decisions", "deadline =", "grace =", "comity exercises"):
        assert left_out not in offered
    stage = set_stage(house)
    services.save_plan(stage.coordinator, stage.round.pk, offered.encode(), version=stage.fresh().version)
    services.freeze_plan(stage.coordinator, stage.round.pk)
    services.open_round(stage.coordinator, stage.round.pk)
    assert stage.fresh().plan["exercise"]["deadline"].startswith(str(stage.fresh().deadline.year))
    assert [item["code"] for item in stage.fresh().plan["items"]] == ["A", "B", "C"]
