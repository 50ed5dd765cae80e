"""A paper of a large round prints what needs attention, and names the table that holds everything."""

import hashlib

import pytest

from comity.domains.exercises.reports import printed, write_reports
from comity.domains.exercises.reports.summary import summary_report
from comity.kernel.reports import drawn, to_html
from tests.domains.exercises.reports.synthetic import document


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(printed, "MOST_ROWS", 20)
    return document(14, 2)


def test_the_paper_names_the_table_by_its_digest(many, tmp_path, monkeypatch):
    from comity.domains.exercises.reports import writing

    said = []
    monkeypatch.setattr(writing, "to_pdf", lambda report: said.append(drawn(report)) or b"%PDF")
    write_reports(many, tmp_path / "out", formats=("pdf", "csv"), laboratories=[many["laboratories"][0]["code"]])
    digest = hashlib.sha256((tmp_path / "out" / "summary.csv").read_bytes()).hexdigest()
    assert digest in said[0]
    assert "summary.csv" in said[0]


def test_without_the_table_the_paper_prints_everything(many):
    text = drawn(summary_report(many, "en"))
    assert all(text.count(one["code"]) >= len(many["measurands"]) for one in many["laboratories"])


def test_the_page_shows_every_row(many):
    page = to_html(summary_report(many, "en", printed.WholeTable("summary.csv", "0" * 64)))
    for one in many["laboratories"]:
        assert page.count(f">{one['code']}<") >= len(many["measurands"])
    assert "0" * 64 not in page


def test_the_worst_come_first_and_no_more_than_the_share(many):
    scores = many["measurands"][0]["scores"]
    base = {**scores[0], "late": False, "used": True, "result": 1.0}
    judged = ["satisfactory"] * 3 + ["questionable"] * 8 + ["unsatisfactory"] * 5
    made = [{**base, "laboratory": f"L{n:02}", "performance": verdict} for n, verdict in enumerate(judged)]
    made[0] = {**made[0], "late": True}
    shown = printed.attention(made, measurands=2)
    assert [one["performance"] for one in shown] == ["unsatisfactory"] * 5 + ["questionable"] * 5
    assert "L00" in {one["laboratory"] for one in printed.attention([*made[:3]], measurands=2)}
    assert "L01" not in {one["laboratory"] for one in printed.attention([*made[:3]], measurands=2)}
