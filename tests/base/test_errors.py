from comity.base.errors import ComityError, ComputationError, InputError, MissingToolError
from comity.base.messages import message


def test_an_error_says_what_where_and_what_to_do():
    error = InputError(
        "result-not-a-number",
        message("test", "“{typed}” is not a number.", typed="abc"),
        where="results.csv, row 3, column result",
        remedy=message("test", "Type a number."),
    )
    assert str(error) == "results.csv, row 3, column result: “abc” is not a number.\n  → Type a number."
    assert error.to_data()["code"] == "result-not-a-number"
    assert error.to_data()["remedy"]["text"] == "Type a number."


def test_every_error_has_the_same_root_and_a_documented_exit_code():
    kinds = (InputError, ComputationError, MissingToolError)
    assert all(issubclass(kind, ComityError) for kind in kinds)
    assert [kind.exit_code for kind in kinds] == [3, 3, 4]
