"""The command line, as a person uses it: what is printed, the exit code, and what is left on the disk."""

import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from comity.cli.main import main
from comity.domains.exercises.templates import write_templates

AT = "2026-04-02T09:00:00Z"


@pytest.fixture
def here(tmp_path, monkeypatch):
    write_templates(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    try:
        return main(["--language", "en", *map(str, arguments)])
    except SystemExit as stop:
        return stop.code


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_template_check_evaluate_replay(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("exercises", "template", "round") == 0
    assert run("exercises", "check", "round/plan.toml", "round/results.xlsx") == 0
    assert "No fault" in capsys.readouterr().out
    out = tmp_path / "out"
    options = ["--out", out, "--formats", "csv", "--jobs", 1, "--at", AT]
    assert run("exercises", "evaluate", "round/plan.toml", "round/results.csv", *options) == 0
    assert "Cocaine" in capsys.readouterr().out
    assert (out / "summary.csv").exists()
    assert (out / "laboratories" / "L01.csv").exists()
    assert run("exercises", "replay", out / "evaluation.json") == 0
    assert "agree in every digit" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "round"]


def test_the_document_on_standard_output_is_json_and_nothing_else(here, capsys):
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--json", "-", "--at", AT) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["evaluated_at"] == AT
    assert [entry["role"] for entry in document["inputs"]] == ["plan", "results"]
    assert document["inputs"][0]["bytes"] == (here / "plan.toml").stat().st_size
    assert len(list(here.iterdir())) == 3


def test_the_same_files_give_the_same_document(here):
    for name in ("a.json", "b.json"):
        assert run("exercises", "evaluate", "plan.toml", "results.csv", "--json", name, "--at", AT) == 0
    assert (here / "a.json").read_bytes() == (here / "b.json").read_bytes()


def test_csv_and_workbook_give_the_same_numbers(here):
    for name in ("results.csv", "results.xlsx"):
        assert run("exercises", "evaluate", "plan.toml", name, "--json", f"{name}.json", "--at", AT) == 0
    one, other = (json.loads((here / f"{name}.json").read_text()) for name in ("results.csv", "results.xlsx"))
    assert one["measurands"] == other["measurands"]


def test_a_changed_digit_in_the_document_is_found(here, capsys):
    run("exercises", "evaluate", "plan.toml", "results.csv", "--json", "x.json", "--at", AT)
    document = json.loads((here / "x.json").read_text())
    document["measurands"][0]["assigned_value"]["value"] += 1e-5
    (here / "x.json").write_text(json.dumps(document))
    capsys.readouterr()
    assert run("exercises", "replay", "x.json", "--json", "-") == 1
    outcome = json.loads(capsys.readouterr().out)
    assert [entry["path"] for entry in outcome["differences"]] == ["$.measurands[0].assigned_value.value"]
    document["software"]["numpy"] = "1.0"
    (here / "x.json").write_text(json.dumps(document))
    assert run("exercises", "replay", "x.json") == 1
    printed = capsys.readouterr().out
    assert "numpy 1.0" in printed
    assert "differ" in printed


def nul(content):
    return content.replace(b"45.2", b"45\x002", 1)


def large(content):
    return content + b"," * 60_000_000


def encrypted(_content):
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1000


def workbook(_content=b"", extra=None, value=None, columns=0):
    book = openpyxl.Workbook()
    book.active.append(["laboratory", "item", "measurand", "result"] + [f"c{i}" for i in range(columns)])
    book.active.append(["L01", "A", "cocaine", value or "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    if extra:
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(*extra)
    return stream.getvalue()


def replaced(old, new):
    def change(content):
        text = content.decode("utf-8-sig")
        assert old in text
        return text.replace(old, new, 1).encode()

    return change


def doubled(content):
    lines = content.splitlines(keepends=True)
    return b"".join([*lines, lines[1]])


def only_header(content):
    return content.splitlines(keepends=True)[0]


def all_below(content):
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    return "".join([lines[0], *(line for line in lines if ",C," in line)]).encode()


BAD = {
    "text in a number": (replaced("45.2", "about 45"), "row 2", "result"),
    "ambiguous decimal comma": (replaced("45.2", '"1,234"'), "row 2", "two ways"),
    "wrong unit": (replaced("g/100 g", "ppm"), "row 2", "unit"),
    "base or salt missing": (replaced(",base,", ",,"), "row 2", "form"),
    "NUL byte": (nul, "row 2", "NUL"),
    "200 MB": (large, "results.csv", "MB"),
    "encrypted workbook": (encrypted, "results.csv", "encrypted"),
    "macros": (lambda _: workbook(extra=("xl/vbaProject.bin", b"x")), "results.csv", "macros"),
    "zip bomb": (lambda _: workbook(extra=("xl/x.xml", b"0" * 30_000_000)), "results.csv", "unpack"),
    "formula": (workbook, "row 2", "formula"),
    "a thousand columns": (lambda _: workbook(columns=1000), "row 1", "columns"),
    "duplicate rows": (doubled, "row 32", "Row 2"),
    "unknown code": (replaced("L01", "L99"), "row 2", "L99"),
    "no result at all": (only_header, "results.csv", "not a single result"),
    "no valid result": (all_below, "evaluations[1]", "No laboratory"),
    "negative uncertainty": (replaced("1.1", "-1.1"), "row 2", "negative"),
    "not UTF-8": (lambda content: content.replace(b"GC-FID", "Größe".encode("latin-1")), "row 2", "UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_results_are_refused_with_place_reason_and_remedy_and_leave_nothing(here, capsys, name):
    change, place, reason = BAD[name]
    path = here / "results.csv"
    path.write_bytes(change(path.read_bytes()))
    before = {entry.name for entry in here.iterdir()}
    assert run("exercises", "check", "plan.toml", "results.csv") == (3 if name == "200 MB" else 1)
    printed = "".join(capsys.readouterr())
    assert place in printed
    assert reason in printed
    assert "→" in printed
    for target in (["--out", "out"], ["--json", "x.json"], ["--json", "-"]):
        assert run("exercises", "evaluate", "plan.toml", "results.csv", *target) == 3
        streams = capsys.readouterr()
        assert place in streams.err
        assert "→" in streams.err
        assert "Traceback" not in streams.err
        assert streams.out == ""
    assert {entry.name for entry in here.iterdir()} == before


def make_equal(path):
    """The same number from every laboratory for cocaine in item A."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    equal = [
        ",".join([*line.split(",")[:3], "45.2", "g/100 g", "base"]) if ",A,cocaine," in line else line for line in lines
    ]
    path.write_text("\n".join(equal), encoding="utf-8")


def test_all_results_equal_and_nothing_to_judge_them_by(here, capsys):
    changed(here / "plan.toml", 'sigma_pt = { route = "perception", relative_percent = 4 }', "")
    make_equal(here / "results.csv")
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--out", "out") == 3
    streams = capsys.readouterr()
    assert "evaluations[1]" in streams.err
    assert "equal" in streams.err
    assert not (here / "out").exists()


def test_all_results_equal_is_said_on_the_screen_with_what_to_do(here, capsys):
    make_equal(here / "results.csv")
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--json", "x.json") == 0
    printed = capsys.readouterr().out
    assert "A × Cocaine: All 8 results are equal" in printed
    assert "Ask for results with more digits" in printed
    assert len(printed.splitlines()) <= 24


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('route = "formulation", value', 'route = "formulation", valeu', "evaluations[2].assigned_value.valeu"),
        ("2026-03-31T16:00:00Z", "2026-03-31T16:00:00", "exercise.deadline"),
        ('measurand = "cocaine"', 'measurand = "heroin"', "evaluations[1].measurand"),
        ('forms = { "hydrochloride" = 0.8927 }', 'forms = ["hydrochloride"]', "measurands[1].forms"),
        ("relative_percent = 4", "relative_percent = 4, value = 2", "evaluations[1].sigma_pt"),
        ("[exercise]", "[exercise", "plan.toml"),
    ],
)
def test_a_plan_that_contradicts_itself(here, capsys, old, new, key):
    changed(here / "plan.toml", old, new)
    assert run("exercises", "check", "plan.toml", "results.csv") == 1
    assert key in capsys.readouterr().out
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--out", "out") == 3
    assert key in capsys.readouterr().err
    assert not (here / "out").exists()


def test_check_as_json(here, capsys):
    changed(here / "plan.toml", 'measurand = "cocaine"', 'measurand = "heroin"')
    assert run("exercises", "check", "plan.toml", "results.csv", "--json", "-") == 1
    found = json.loads(capsys.readouterr().out)["faults"]
    assert found[0]["place"]["key"] == "evaluations[1].measurand"
    assert found[0]["remedy"]["text"]


def test_history_is_checked_and_used(here, capsys):
    (here / "h.csv").write_text("round,date,laboratory,measurand,z\n2025/1,2025-09-30,L01,cocaine,2.5\n")
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--history", "h.csv", "--json", "-") == 0
    document = json.loads(capsys.readouterr().out)
    assert [entry["laboratory"] for entry in document["history"]] == ["L01"]
    assert [entry["role"] for entry in document["inputs"]] == ["plan", "results", "history"]
    (here / "h.csv").write_text("round,date,laboratory,measurand,z\n2025/1,someday,L01,cocaine,2.5\n")
    assert run("exercises", "check", "plan.toml", "results.csv", "--history", "h.csv") == 1
    assert "h.csv, row 2, column date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["exercises"], 2),
        (["exercises", "evaluate", "plan.toml"], 2),
        (["exercises", "evaluate", "plan.toml", "results.csv"], 2),
        (["exercises", "evaluate", "plan.toml", "results.csv", "--out", "o", "--formats", "docx"], 2),
        (["exercises", "evaluate", "plan.toml", "results.csv", "--out", "o", "--at", "yesterday"], 3),
        (["exercises", "evaluate", "absent.toml", "results.csv", "--out", "o"], 3),
        (["exercises", "evaluate", "plan.toml", "absent.csv", "--out", "o"], 3),
        (["exercises", "check", "absent.toml", "results.csv"], 3),
        (["exercises", "replay", "plan.toml"], 3),
        (["exercises", "replay", "absent.json"], 3),
        (["exercises", "template", "."], 3),
    ],
)
def test_exit_codes_of_misuse(here, capsys, arguments, code):
    assert run(*arguments) == code
    assert capsys.readouterr().err
    assert not (here / "o").exists()


def test_a_directory_with_other_content_is_refused_before_any_work(here, capsys):
    (here / "out").mkdir()
    (here / "out" / "thesis.txt").write_text("x")
    assert run("exercises", "evaluate", "plan.toml", "results.csv", "--out", "out") == 3
    assert "did not write" in capsys.readouterr().err
    assert [path.name for path in (here / "out").iterdir()] == ["thesis.txt"]


def test_help_imports_nothing_heavy():
    program = (
        "import sys; from comity.cli.main import build_parser; build_parser('en').format_help();"
        "heavy = {'numpy', 'scipy', 'openpyxl', 'jsonschema', 'typst', 'vl_convert', 'jinja2'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
