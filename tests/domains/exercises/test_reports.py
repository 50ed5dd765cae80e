"""The door of the room: files, confidentiality, completeness."""

import csv
import io
import json
import re

import openpyxl
import pypdf
import pytest

from comity.base.errors import InputError
from comity.domains.exercises.reports import FORMATS, individual_data, public_data, write_reports
from comity.domains.exercises.reports.coordinator import coordinator_report
from comity.domains.exercises.reports.individual import individual_report
from comity.domains.exercises.reports.summary import summary_checklist, summary_report
from comity.domains.exercises.reports.writing import file_stems
from comity.kernel.reports import to_html, to_pdf
from tests.domains.exercises.reports.synthetic import document

OWN = "L004"


@pytest.fixture(scope="module")
def evaluation():
    return document(12, 4, items=2)


@pytest.fixture(scope="module")
def directory(evaluation, tmp_path_factory):
    place = tmp_path_factory.mktemp("reports") / "out"
    write_reports(evaluation, place, jobs=1, laboratories=[OWN, "L012"])
    return place


def text_of(path):
    pages = pypdf.PdfReader(path).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def all_text(path):
    if path.suffix == ".pdf":
        return text_of(path)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return path.read_text(encoding="utf-8")


def test_all_files_are_there(directory):
    found = sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*.*"))
    names = [f"summary.{kind}" for kind in FORMATS] + [f"coordinator.{kind}" for kind in ("pdf", "html", "json")]
    names += [f"laboratories/{code}.{kind}" for code in (OWN, "L012") for kind in FORMATS]
    assert found == sorted(names)


@pytest.mark.parametrize("kind", FORMATS)
def test_an_individual_report_names_no_other_laboratory(directory, evaluation, kind):
    text = all_text(directory / "laboratories" / f"{OWN}.{kind}")
    assert OWN in text
    for other in evaluation["laboratories"]:
        if other["code"] != OWN:
            assert other["code"] not in text
            assert other["name"] not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_the_summary_holds_codes_but_neither_names_nor_collusion(directory, evaluation, kind):
    text = all_text(directory / f"summary.{kind}")
    for laboratory in evaluation["laboratories"]:
        assert laboratory["name"] not in text
    assert OWN in text
    assert "identical to the last digit" not in text
    assert "regards" not in text  # a laboratory's own remark
    assert not re.search(r"collusion", text, re.I)


def test_only_the_coordinator_sees_names_and_the_screen(directory, evaluation):
    for kind in ("pdf", "html"):
        text = all_text(directory / f"coordinator.{kind}")
        assert evaluation["laboratories"][7]["name"] in text
        assert "identical to the last digit" in text
    assert json.loads((directory / "coordinator.json").read_text()) == evaluation


def test_what_is_new_in_the_document_does_not_leak(evaluation):
    evaluation = {
        **evaluation,
        "secret": "L007",
        "measurands": [{**evaluation["measurands"][0], "extra": "L007 did it"}],
    }
    assert "L007" not in json.dumps(individual_data(evaluation, OWN))


def test_findings_that_name_others_are_left_out(evaluation):
    data = individual_data(evaluation, "L001")
    assert [finding for measurand in data["measurands"] for finding in measurand["findings"]] == []
    own = individual_data(evaluation, OWN)
    assert own["measurands"][0]["findings"][0]["gate"] == "forms"
    named = {**evaluation, "warnings": [{"context": "x", "text": "See {code}.", "values": {"code": "L009"}}]}
    assert individual_data(named, OWN)["warnings"] == []
    assert individual_data(named, "L009")["warnings"] == named["warnings"]


def test_the_population_is_complete_and_nameless(evaluation):
    data = individual_data(evaluation, OWN)
    population = data["measurands"][0]["population"]
    results = sorted(s["result"] for s in evaluation["measurands"][0]["scores"] if s["result"] is not None)
    assert [row["result"] for row in population] == results
    assert not any("laboratory" in row for row in population)


@pytest.mark.parametrize("count", [5, 30])
def test_a_typical_laboratory_reads_two_pages(count):
    evaluation = document(count, 4, items=2)
    code = "L002" if count == 5 else "L006"
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(individual_report(individual_data(evaluation, code), "en"))))
    assert len(reader.pages) == 2


def test_the_individual_report_answers_four_questions(directory):
    text = text_of(directory / "laboratories" / f"{OWN}.pdf")
    for question in ("How did we do?", "Against what?", "How sure is that?", "What to look into"):
        assert question in text
    assert "8 results are unsatisfactory" in text or "results are unsatisfactory" in text
    assert "as if it were stated as salt" in text
    assert "clauses of ISO 13528:2022" in text
    assert "· 7.7" in text


def test_every_point_of_the_checklist_says_where_it_stands(evaluation):
    data = public_data(evaluation)
    page = to_html(summary_report(data, "en"))
    points = summary_checklist(data)
    assert [point["letter"] for point in points] == list("abcdefghijklmnopqrst")
    for point in points:
        if point["state"] == "in_report":
            assert f'id="{point["anchor"]}"' in page
        else:
            assert point["missing"]
    states = {point["letter"]: point["state"] for point in points}
    assert states["j"] == states["l"] == states["m"] == states["n"] == "in_report"
    assert states["c"] == "not_supplied"


def test_what_the_plan_supplies_enters_the_checklist(evaluation):
    data = public_data(evaluation)
    more = {"authorised_by": "Dr Who, head", "contact": "pt@example.org", "comments": "A fine round."}
    data["plan"] = {**data["plan"], "exercise": {**data["plan"]["exercise"], **more}}
    states = {point["letter"]: point["state"] for point in summary_checklist(data)}
    assert states["a"] == states["b"] == states["c"] == states["p"] == "in_report"
    page = to_html(summary_report(data, "en"))
    assert all(text in page for text in more.values())


def test_tables_hold_numbers_as_numbers(directory):
    sheet = openpyxl.load_workbook(directory / "summary.xlsx").worksheets[0]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, (cell.value for cell in sheet[2]), strict=True))
    assert isinstance(row["result"], float)
    assert isinstance(row["z"], float)
    assert row["laboratory"] == "L001"
    rows = list(csv.DictReader((directory / "summary.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 12 * 8
    assert float(rows[0]["z"]) == pytest.approx(row["z"])


def test_text_from_laboratories_is_never_a_formula(evaluation, tmp_path):
    wicked = json.loads(json.dumps(evaluation))
    wicked["measurands"][0]["scores"][0]["technique"] = '=HYPERLINK("http://evil","x")'
    write_reports(wicked, tmp_path / "out", formats=["xlsx", "csv"], laboratories=[], jobs=1)
    book = openpyxl.load_workbook(tmp_path / "out" / "summary.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert ",'=HYPERLINK" in (tmp_path / "out" / "summary.csv").read_text().replace('"', "")


def test_the_same_document_gives_the_same_files(evaluation, directory, tmp_path):
    write_reports(evaluation, tmp_path / "out", jobs=1, laboratories=[OWN])
    for path in sorted((tmp_path / "out").rglob("*.*")):
        assert path.read_bytes() == (directory / path.relative_to(tmp_path / "out")).read_bytes(), path.name


def test_tables_and_data_are_written_without_drawing(evaluation, directory, tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("drawn for nothing")

    monkeypatch.setattr("comity.kernel.charts.svg._render", refuse)
    write_reports(evaluation, tmp_path / "out", jobs=1, laboratories=[OWN], formats=["csv", "json", "xlsx"])
    for name in ("summary.csv", "summary.json", "coordinator.json", f"laboratories/{OWN}.json"):
        assert (tmp_path / "out" / name).read_bytes() == (directory / name).read_bytes()
    assert (tmp_path / "out" / "summary.xlsx").exists()
    with pytest.raises(AssertionError, match="drawn"):
        write_reports(evaluation, tmp_path / "html", jobs=1, laboratories=[OWN], formats=["html"])


def test_several_processes_write_the_same(evaluation, directory, tmp_path):
    seen = []
    written = write_reports(evaluation, tmp_path / "o", formats=["pdf"], jobs=2, progress=lambda *at: seen.append(at))
    assert len(written) == 14
    assert [path.name for path in written[:3]] == ["summary.pdf", "coordinator.pdf", "L001.pdf"]
    assert seen == [(done, 14) for done in range(1, 15)]
    assert (tmp_path / "o" / "laboratories" / f"{OWN}.pdf").read_bytes() == (
        directory / "laboratories" / f"{OWN}.pdf"
    ).read_bytes()


def test_a_failure_leaves_nothing_behind(evaluation, tmp_path):
    broken = {**evaluation, "combined": [{"laboratory": OWN}]}
    with pytest.raises(KeyError):
        write_reports(broken, tmp_path / "out", formats=["html"], jobs=1)
    assert list(tmp_path.iterdir()) == []


def test_unknown_formats_and_codes_are_refused(evaluation, tmp_path):
    with pytest.raises(InputError, match=r"(?s)docx.*pdf, html"):
        write_reports(evaluation, tmp_path / "out", formats=["docx"])
    with pytest.raises(InputError, match="L999"):
        write_reports(evaluation, tmp_path / "out", laboratories=["L999"])
    assert list(tmp_path.iterdir()) == []


def test_file_names_are_safe_and_distinct():
    assert list(file_stems(["L1", "../../etc", "a/b", "a_b", "..", "Ł-7", "l1"])) == [
        "L1",
        "_.._etc",
        "a_b",
        "a_b-2",
        "_",
        "Ł-7",
        "l1-2",
    ]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_reports_speak_other_languages(evaluation, language):
    report = individual_report(individual_data(evaluation, OWN), language)
    page = to_html(report)
    assert f'lang="{language}"' in page
    assert to_pdf(report).startswith(b"%PDF")
    assert "How did we do?" not in page
    for make in (summary_report(public_data(evaluation), language), coordinator_report(evaluation, language)):
        assert f'lang="{language}"' in to_html(make)


def test_french_numbers_have_a_comma(evaluation):
    page = to_html(individual_report(individual_data(evaluation, OWN), "fr"))
    assert re.search(r"z′? = −\d,\d\d", page)


def test_a_round_without_anything_to_score_is_reported(evaluation):
    empty = {
        **evaluation,
        "measurands": [],
        "qualitative": [],
        "ordinal": [],
        "combined": [],
        "history": [],
        "results": [],
    }
    assert "None of the results could be scored" in to_html(individual_report(individual_data(empty, OWN), "en"))
    assert to_pdf(summary_report(public_data(empty), "en")).startswith(b"%PDF")
    assert to_pdf(coordinator_report({**empty, "collusion": []}, "en")).startswith(b"%PDF")


def test_reports_made_apart_are_the_same_byte_for_byte(evaluation, tmp_path, monkeypatch):
    codes = [entry["code"] for entry in evaluation["laboratories"]][:3]
    chosen = {"laboratories": codes, "jobs": 1, "formats": ["pdf", "xlsx", "json"]}
    here = write_reports(evaluation, tmp_path / "here", **chosen)
    monkeypatch.setattr("comity.domains.exercises.reports.writing.FEWEST_FOR_PROCESSES", 2)
    monkeypatch.setattr("comity.domains.exercises.reports.writing.TOGETHER", 2)
    told = []
    apart = write_reports(evaluation, tmp_path / "apart", progress=lambda *step: told.append(step), **chosen)
    assert [path.relative_to(tmp_path / "apart") for path in apart] == [
        path.relative_to(tmp_path / "here") for path in here
    ]
    assert [path.read_bytes() for path in apart] == [path.read_bytes() for path in here]
    assert told == [(number, 5) for number in range(1, 6)]
    assert not list(tmp_path.rglob("*.draft"))
    assert not list(tmp_path.rglob(".pictures"))
