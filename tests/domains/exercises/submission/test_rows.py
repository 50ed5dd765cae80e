import pytest

from comity.base.errors import InputError
from comity.domains.exercises.submission.rows import (
    MOST_ROWS,
    as_results,
    clean_comment,
    clean_rows,
    filled,
    is_filled,
    unreported,
)

ROW = {"item": "A", "measurand": "x"}


def test_rows_keep_what_was_typed_and_their_number():
    rows = clean_rows([{**ROW, "result": " 45,2 ", "unit": ""}, dict(ROW)])
    assert rows == [{**ROW, "result": " 45,2 "}, ROW]


def test_characters_that_no_database_keeps_are_replaced():
    assert clean_rows([{**ROW, "result": "4\x005\ud800"}])[0]["result"] == "4\ufffd5?"


@pytest.mark.parametrize(
    "rows", [[{**ROW, "secret": "1"}], [ROW] * (MOST_ROWS + 1), [{**ROW, "comment": "x" * 1_000_001}]]
)
def test_too_much_or_unknown_is_refused(rows):
    with pytest.raises(InputError):
        clean_rows(rows)


def test_a_comment_is_bounded():
    assert clean_comment(" all well ") == "all well"
    with pytest.raises(InputError):
        clean_comment("x" * 4001)


def test_prepared_cells_alone_do_not_fill_a_row():
    assert not is_filled({**ROW, "unit": "mg/g", "technique": "GC"})
    assert is_filled({**ROW, "not_tested_reason": "broken"})


def test_a_blank_replicate_beside_a_filled_one_is_left_out():
    rows = [{**ROW, "result": "1", "uncertainty": "2"}, {**ROW, "replicate": "2", "uncertainty": "2"}]
    assert [position for position, _ in filled(rows)] == [0]
    assert [position for position, _ in filled(rows[1:])] == [0]


def test_results_carry_the_code_and_count_from_one():
    found = as_results([ROW, {**ROW, "result": "1", "analyst": "me"}], "K7", "2026-03-31T16:00:00Z")
    assert [row["row"] for row in found] == [2]
    assert (found[0]["laboratory"], found[0]["submitted_at"]) == ("K7", "2026-03-31T16:00:00Z")
    assert "analyst" not in found[0]


def test_what_is_left_empty_is_named():
    assert unreported([{**ROW, "result": "1"}], [("A", "x"), ("B", "x")]) == [("B", "x")]
