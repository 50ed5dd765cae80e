from comity.base.messages import message
from comity.kernel.tables import Place, PlacedError


def test_a_place_names_what_is_known():
    assert Place("r.xlsx", "results", 12, "unit").render() == "r.xlsx, sheet results, row 12, column unit"
    assert Place("plan.toml", key="items[2].code").render() == "plan.toml, items[2].code"


def test_an_error_shows_place_reason_and_remedy_and_is_plain_data():
    error = PlacedError(
        "x", message("t", "Reason."), place=Place("f", row=3), remedy=message("t", "Remedy."), value="v"
    )
    assert str(error) == "f, row 3: Reason.\n  → Remedy."
    assert error.to_data()["place"] == {"file": "f", "sheet": "", "row": 3, "column": "", "key": ""}
    assert (error.to_data()["value"], error.to_data()["code"], error.where) == ("v", "x", "f, row 3")
