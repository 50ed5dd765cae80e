import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import plan_from_data, plan_to_data
from comity.domains.exercises.results import COLUMNS, read_results, readiness, results_from_data


def faults_of(read, plan, *rows):
    with pytest.raises(FaultsError) as caught:
        read(plan, *rows)
    for fault in caught.value.faults:
        assert fault.place.file == "results.csv"
        assert fault.what.render()
        assert fault.remedy.render()
    return caught.value.faults


def only_fault(read, plan, *rows):
    (fault,) = faults_of(read, plan, *rows)
    return fault


def test_a_row_becomes_numbers_in_the_measurands_unit_and_form(make_plan, read, row):
    cells = {"uncertainty": "1,2", "coverage_factor": "2", "technique": " GC  FID ", "replicate": "2"}
    (found,) = read(make_plan(), row(result="45,2", **cells)).rows
    assert (found.value, found.expanded_uncertainty, found.standard_uncertainty) == (45.2, 1.2, 0.6)
    assert (found.technique, found.replicate, found.converted) == ("GC FID", 2, False)
    assert found.typed.cells["result"] == "45,2"
    assert found.typed.row == 2


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"result": "452", "unit": "mg/g"}, 45.2),
        ({"result": "0.3", "unit": "mg/g"}, 0.03),
        ({"result": "50", "form": "hydrochloride"}, 44.635),
        ({"result": "500", "unit": "mg/g", "form": "Hydrochloride"}, 44.635),
        ({"unit": "g/100\u00a0g"}, 45.2),
    ],
)
def test_declared_units_and_forms_are_converted_exactly(make_plan, read, row, cells, value):
    (found,) = read(make_plan(), row(**cells)).rows
    assert found.value == value
    assert found.typed.cells["result"] == cells.get("result", "45.2")


def test_the_uncertainty_is_converted_with_the_result(make_plan, read, row):
    (found,) = read(make_plan(), row(result="452", unit="mg/g", uncertainty="11", coverage_factor="2")).rows
    assert found.expanded_uncertainty == 1.1


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"result": "45.2 g"}, "result", "number"),
        ({"result": "1,234"}, "result", "number"),
        ({"result": "1e999"}, "result", "number"),
        ({"result": ">50"}, "result", "number"),
        ({"result": ""}, "result", "result-missing"),
        ({"not_tested_reason": "broken"}, "not_tested_reason", "both"),
        ({"unit": "%"}, "unit", "unit-unknown"),
        ({"unit": ""}, "unit", "unit-missing"),
        ({"unit": "MG/G"}, "unit", "unit-unknown"),
        ({"form": ""}, "form", "form-missing"),
        ({"form": "sulfate"}, "form", "form-unknown"),
        ({"uncertainty": "-1", "coverage_factor": "2"}, "uncertainty", "negative"),
        ({"uncertainty": "x", "coverage_factor": "2"}, "uncertainty", "number"),
        ({"uncertainty": "1"}, "coverage_factor", "coverage-factor"),
        ({"uncertainty": "1", "coverage_factor": "0"}, "coverage_factor", "coverage-factor"),
        ({"uncertainty": "1", "coverage_factor": "11"}, "coverage_factor", "coverage-factor"),
        ({"uncertainty": "1", "coverage_factor": "two"}, "coverage_factor", "number"),
        ({"result": "<"}, "result", "limit-missing"),
        ({"result": "<-1"}, "result", "limit"),
        ({"result": "<0.5", "limit_of_quantification": "-1"}, "limit_of_quantification", "negative"),
        ({"item": "Z"}, "item", "code-unknown"),
        ({"measurand": "cocain"}, "measurand", "code-unknown"),
        ({"laboratory": "../../x"}, "laboratory", "code-unknown"),
        ({"laboratory": ""}, "laboratory", "code-unknown"),
        ({"replicate": "0"}, "replicate", "replicate"),
        ({"replicate": "1.5"}, "replicate", "replicate"),
        ({"replicate": "9" * 50}, "replicate", "replicate"),
        ({"submitted_at": "2026-03-30 10:00"}, "submitted_at", "time"),
        ({"submitted_at": "yesterday"}, "submitted_at", "time"),
        ({"measurand": "identification", "result": "cocaine"}, "measurand", "not-evaluated"),
    ],
)
def test_every_fault_names_row_column_reason_and_remedy(make_plan, read, row, cells, column, code):
    fault = only_fault(read, make_plan(), row("L0"), row(**cells))
    assert (fault.place.row, fault.place.column, fault.code) == (3, column, code)


def test_unknown_units_name_what_is_declared(make_plan, read, row):
    assert "mg/g" in only_fault(read, make_plan(), row(unit="ppm")).remedy.render()


def test_all_faults_of_a_file_are_found_at_once(make_plan, read, row):
    bad = row(unit="%", form="x", result="y", replicate="z")
    assert len(faults_of(read, make_plan(), row("L1"), bad, row("L3", "abc"))) == 5


def test_an_agreed_decimal_mark_decides(make_plan, read, row):
    plan = make_plan(results={"decimal_mark": "comma", "coverage_factor": 2})
    (found,) = read(plan, row(result="1,234", uncertainty="0,5")).rows
    assert (found.value, found.coverage_factor) == (1.234, 2.0)


def test_a_laboratory_that_writes_decimal_commas_may_mean_thousands_by_a_point(make_plan, read, row):
    mixed = [row("L1", "45,2"), row("L1", "1.234", item="B")]
    fault = only_fault(read, make_plan(), *mixed)
    assert (fault.place.row, fault.place.column, fault.code) == (3, "result", "number")
    assert len(read(make_plan(results={"decimal_mark": "point"}), *mixed).rows) == 2
    assert len(read(make_plan(), row("L1", "45,2"), row("L2", "1.234"), row("L1", "12.34", item="B")).rows) == 3


def test_results_below_a_limit(make_plan, read, row):
    plan = make_plan()
    rows = read(
        plan, row("L1", "<0.5"), row("L2", "<LOQ", limit_of_quantification="0.3"), row("L3", "<5", unit="mg/g")
    ).rows
    assert [(r.value, r.limit) for r in rows] == [(None, 0.5), (None, 0.3), (None, 0.5)]


def test_not_tested_needs_neither_unit_nor_form(make_plan, read):
    cells = {"laboratory": "L1", "item": "A", "measurand": "cocaine", "not_tested_reason": "vial broken"}
    (found,) = read(make_plan(), cells).rows
    assert (found.value, found.not_tested_reason) == (None, "vial broken")


def test_registered_laboratories_are_known_by_their_exact_code(data, read, row):
    data["laboratories"] = [{"code": "L001"}]
    plan = plan_from_data(data, "p")
    assert read(plan, row("L001")).rows
    assert "L001" in only_fault(read, plan, row("l001")).remedy.render()


def test_codes_that_differ_only_in_case_are_refused(make_plan, read, row):
    assert only_fault(read, make_plan(), row("Lab"), row("lab", item="B")).code == "code-spelling"


def test_duplicate_rows_name_the_first_one(make_plan, read, row):
    fault = only_fault(read, make_plan(), row("L1"), row("L1", "46.0"))
    assert (fault.code, fault.place.row) == ("duplicate", 3)
    assert "Row 2" in fault.what.render()


def test_replicates_must_agree_in_what_they_share(make_plan, read, row):
    plan = make_plan(results={"coverage_factor": 2})
    assert len(read(plan, row(replicate="1"), row(replicate="2")).rows) == 2
    fault = only_fault(read, plan, row(replicate="1", uncertainty="1"), row(replicate="2", uncertainty="2"))
    assert fault.code == "uncertainty-differs"
    gone = {**row(replicate="2", result=""), "not_tested_reason": "x"}
    assert only_fault(read, plan, row(replicate="1"), gone).code == "both"


@pytest.fixture
def words(data):
    data["items"][0]["composition"] = {"major": ["MDMA"], "minor": ["caffeine"]}
    data["vocabulary"] = {"menu": ["MDMA", "caffeine", "MDA"], "aliases": {"MDMA": ["ecstasy"]}}
    data["measurands"].append({"code": "colour", "kind": "ordinal", "levels": ["none", "weak", "strong"]})
    data["evaluations"].append({"item": "B", "measurand": "colour"})
    return plan_from_data(data, "p")


def said(result, measurand="identification", item="A"):
    return {"laboratory": "L1", "item": item, "measurand": measurand, "result": result}


@pytest.mark.parametrize(
    ("typed", "substances"),
    [
        ("MDMA; caffeine", ("MDMA", "caffeine")),
        (" Ecstasy ;CAFFEINE; ", ("MDMA", "caffeine")),
        ("none", ()),
    ],
)
def test_substances_are_known_by_any_of_their_names(words, read, typed, substances):
    assert read(words, said(typed)).rows[0].substances == substances


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("MDMA, caffeine", "substance-unknown"),
        ("cafeine", "substance-unknown"),
        ("MDMA; ecstasy", "substance-twice"),
        ("MDMA; none", "substance-unknown"),
    ],
)
def test_other_names_are_refused(words, read, typed, code):
    assert only_fault(read, words, said(typed)).code == code


def test_a_qualitative_result_has_no_replicates_that_differ(words, read):
    one, other = {**said("strong", "colour", "B"), "replicate": "1"}, {**said("weak", "colour", "B"), "replicate": "2"}
    assert only_fault(read, words, one, other).code == "replicate"


def test_without_a_menu_any_name_is_a_substance_of_its_own(data, read):
    data["items"][0]["composition"] = {"major": ["MDMA"]}
    rows = read(plan_from_data(data, "p"), said("mdma; Foo"), {**said("foo"), "laboratory": "L2"}).rows
    assert [r.substances for r in rows] == [("MDMA", "Foo"), ("Foo",)]


def test_levels(words, read):
    assert read(words, said("Strong", "colour", "B")).rows[0].level == "strong"
    fault = only_fault(read, words, said("blue", "colour", "B"))
    assert (fault.code, "none, weak, strong" in fault.remedy.render()) == ("level", True)


@pytest.mark.parametrize(
    ("content", "column", "code"),
    [
        (b"laboratory,item,measurand,result,unti\nL1,A,cocaine,1,g\n", "unti", "column-unknown"),
        (b"laboratory,item,measurand,unit\nL1,A,cocaine,g\n", "result", "column-missing"),
        (b"laboratory,item,measurand,result\n", "", "results-none"),
    ],
)
def test_columns(make_plan, content, column, code):
    with pytest.raises(FaultsError) as caught:
        read_results(content, "results.csv", make_plan())
    assert (caught.value.faults[0].place.column, caught.value.faults[0].code) == (column, code)


def test_faults_of_cells_and_of_rows_come_together(make_plan):
    content = b"laboratory,item,measurand,result,unit,form\nL1,A,cocaine,\x07,g,base\nL2,A,cocaine,x,g/100 g,base\n"
    with pytest.raises(FaultsError) as caught:
        read_results(content, "results.csv", make_plan())
    assert [fault.place.row for fault in caught.value.faults] == [2, 3]


def test_results_survive_the_document(make_plan, read, row):
    plan = make_plan()
    results = read(plan, row("L1", "45,2", uncertainty="1", coverage_factor="2", comment="x"), row("L2", "<0.5"))
    again = results_from_data(results.to_data(), "results.csv", plan)
    assert again.to_data() == results.to_data()
    assert [r.value for r in again.rows] == [r.value for r in results.rows]


class TestReadiness:
    def test_no_number_at_all(self, make_plan, read, row):
        plan = make_plan()
        found = readiness(plan, read(plan, row("L1", "<1"), row("L2", item="B"), row("L3", item="B")), "plan.toml")
        assert [fault.place.key for fault in found] == ["evaluations[1]"]
        assert all(fault.remedy.render() for fault in found)

    def test_one_result_is_no_consensus_but_may_be_scored_against_a_stated_value(self, data, read, row):
        rows = [row("L1"), row("L1", item="B"), row("L2", item="B")]
        plan = plan_from_data(data, "p")
        assert [fault.place.key for fault in readiness(plan, read(plan, *rows), "p")] == ["evaluations[1]"]
        data["evaluations"][0]["assigned_value"] = {"route": "formulation", "value": 45.0, "standard_uncertainty": 0.1}
        plan = plan_from_data(data, "p")
        assert not readiness(plan, read(plan, *rows), "p")

    def test_equal_results_give_no_scale(self, data, read, row):
        rows = [row(f"L{number}", item=item) for number in range(6) for item in "AB"]
        plan = plan_from_data(data, "p")
        assert not readiness(plan, read(plan, *rows), "p")
        data["evaluations"][1]["sigma_pt"] = {"route": "participants"}
        plan = plan_from_data(data, "p")
        (fault,) = readiness(plan, read(plan, *rows), "p")
        assert (fault.place.key, "equal" in fault.what.render()) == ("evaluations[2]", True)
        data["evaluations"][1]["sigma_pt"] = {"route": "participants", "floor": 1}
        plan = plan_from_data(data, "p")
        assert not readiness(plan, read(plan, *rows), "p")

    def test_an_item_that_nobody_identified(self, words, read, row):
        rows = [row(f"L{number}", f"{number}", item=item) for number in range(1, 4) for item in "AB"]
        found = readiness(words, read(words, *rows), "p")
        assert {fault.place.key for fault in found} == {"evaluations[3]", "items[1].composition"}


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "result",
                "unit",
                "form",
                "uncertainty",
                "coverage_factor",
                "replicate",
                "laboratory",
                "item",
                "measurand",
                "submitted_at",
                "limit_of_quantification",
            ]
        ),
        st.text(max_size=12),
    )
)
def test_any_cells_are_a_row_or_refused_in_words(changes):
    plan = plan_from_data(plan_to_data(plan_from_data(PLAN, "p")), "p")
    cells = {"laboratory": "L1", "item": "A", "measurand": "cocaine", "result": "1", "unit": "g", **changes}
    try:
        results_from_data([{"row": 2, "sheet": "", **dict.fromkeys(COLUMNS, ""), **cells}], "r", plan)
    except FaultsError as error:
        assert all(fault.remedy.render() for fault in error.faults)  # noqa: PT017 - either outcome is right


PLAN = {
    "format": "comity-exercise-plan/1",
    "exercise": {"scheme": "s", "round": "r"},
    "items": [{"code": "A"}],
    "measurands": [{"code": "cocaine", "unit": "g"}],
    "evaluations": [{"item": "A", "measurand": "cocaine"}],
}
