from django.http import QueryDict

from comity.base.messages import message
from comity.domains.exercises.conduct.public import public_plan
from comity.domains.exercises.entry.sheet import build, typed_rows
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.submission.checking import Fault
from tests.submission_round import COCAINE, GOOD, PLAN

PUBLIC = public_plan(read_plan(PLAN, "plan.toml"))


def sent(**fields):
    query = QueryDict(mutable=True)
    for name, given in fields.items():
        query.setlist(name.lstrip("f").replace("_", "-", 1), given if isinstance(given, list) else [given])
    return query


def test_an_empty_page_has_a_line_for_each_thing_asked():
    sheet = build(PUBLIC, [])
    assert [(line.item, line.measurand, line.kind) for line in sheet.lines] == [
        ("A", "cocaine", "quantity"),
        ("A", "levamisole", "quantity"),
        ("B", "identification", "identification"),
        ("B", "cocaine", "quantity"),
        ("B", "marquis", "ordinal"),
    ]
    assert [line.number for line in sheet.lines] == [0, 1, 2, 3, 4]


def test_replicates_that_share_all_else_stand_in_one_line():
    rows = [{**COCAINE, "replicate": "1", "result": "45"}, {**COCAINE, "replicate": "2", "result": "46"}]
    line = build(PUBLIC, rows).lines[0]
    assert [(slot.replicate, slot.result, slot.row) for slot in line.slots] == [("1", "45", 0), ("2", "46", 1)]


def test_rows_that_contradict_each_other_are_all_shown():
    rows = [
        {**COCAINE, "result": "45"},
        {**COCAINE, "result": "46"},
        {**COCAINE, "form": "hydrochloride", "result": "50"},
    ]
    lines = [line for line in build(PUBLIC, rows).lines if (line.item, line.measurand) == ("A", "cocaine")]
    assert [line.slots[0].result for line in lines] == ["45", "46", "50"]
    assert all(line.repeated for line in lines)


def test_a_further_replicate_gets_the_next_number():
    rows = [{**COCAINE, "replicate": "4", "result": "45"}]
    assert [slot.replicate for slot in build(PUBLIC, rows, more="A|cocaine").lines[0].slots] == ["4", "5"]


def test_faults_stand_where_they_belong_or_above():
    what = message("test", "What.")
    faults = [
        (Fault(0, "unit", "u", what, None), "unit"),
        (Fault(0, "result", "r", what, None), "result"),
        (Fault(None, "", "n", what, None), "all"),
        (Fault(7, "unit", "u", what, None), "far"),
    ]
    sheet = build(PUBLIC, [{**COCAINE, "result": "x"}], faults)
    assert sheet.lines[0].errors == {"unit": ["unit"]}
    assert sheet.lines[0].slots[0].errors == ["result"]
    assert sheet.general == ["all", "far"]
    assert sheet.lines[0].faults == [("f0-unit", "unit"), ("f0-result-1", "result")]


def test_a_unit_that_is_not_declared_stays_visible():
    assert build(PUBLIC, [{**COCAINE, "unit": "%", "result": "4"}]).lines[0].units == ("g/100 g", "mg/g", "%")


def test_substances_are_ticked_and_others_typed():
    rows = [{"item": "B", "measurand": "identification", "result": "mdma; glucose"}]
    line = build(PUBLIC, rows).lines[2]
    assert [name for name, found in line.chosen if found] == ["MDMA"]
    assert line.typed_names == "glucose"


def test_rows_of_a_page_come_back_as_they_were():
    from tests.submission_round import GOOD

    lines = build(PUBLIC, GOOD).lines
    query = QueryDict(mutable=True)
    query["lines"] = str(len(lines))
    for line in lines:
        query[f"{line.number}-item"], query[f"{line.number}-measurand"] = line.item, line.measurand
        query.setlist(f"{line.number}-result", [slot.result for slot in line.slots])
        for name, text in line.cells.items():
            query[f"{line.number}-{name}"] = text
    back = [{name: text for name, text in row.items() if name != "replicate"} for row in typed_rows(query, PUBLIC)]
    assert sorted(back, key=str) == sorted(GOOD, key=str)


def test_the_only_unit_alone_is_not_something_typed():
    query = sent(lines="1", f0_item="A", f0_measurand="levamisole", f0_unit="g/100 g")
    assert typed_rows(query, PUBLIC) == []
    query["0-technique"] = "GC"
    assert len(typed_rows(query, PUBLIC)) == 1


def test_ticked_and_typed_substances_are_one_result():
    query = sent(
        lines="1", f0_item="B", f0_measurand="identification", f0_found=["MDMA", "caffeine"], f0_result="; x ;"
    )
    assert typed_rows(query, PUBLIC)[0]["result"] == "MDMA; caffeine; x"


def test_good_rows_show_without_a_rest():
    assert all(part.item is not None for part in build(PUBLIC, GOOD).parts)
