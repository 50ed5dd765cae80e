from comity.base.messages import message
from comity.kernel.tables import Place, PlacedError


def test_a_place_names_what_is_known():
    assert Place("r.xlsx", "results", 12, "unit").render() == "r.xlsx, sheet results, row 12, column unit"
    assert Place("plan.toml", key="items[2].code").render() == "plan.toml, items[2].code"


def test_an_error_shows_place_reason_and_remedy_and_is_plain_data():
    error = PlacedError(
        "x", message("t", "Reason."), place=Place("f", row=3), remedy=message("t", "Remedy."), value="v"
    )
    assert str(error) == "f, row 3 [v]: Reason.\n  → Remedy."
    assert error.to_data()["place"] == {"file": "f", "sheet": "", "row": 3, "column": "", "key": ""}
    assert (error.to_data()["value"], error.to_data()["code"], error.where) == ("v", "x", "f, row 3")


def test_a_value_that_the_reason_repeats_is_shown_once():
    error = PlacedError(
        "x", message("t", "No “{text}”.", text="v"), place=Place("f"), remedy=message("t", "R."), value="v"
    )
    assert str(error) == "f: No “v”.\n  → R."


def test_a_terminal_gets_no_control_characters():
    what = message("t", "{text}", text="\x1b[2J")
    error = PlacedError("x", what, place=Place("f"), remedy=message("t", "{text}", text="\x07"), value="a\x1bb\n")
    assert "\x1b" not in str(error)
    assert "\x07" not in str(error)
    assert error.value == "a\ufffdb\ufffd"
