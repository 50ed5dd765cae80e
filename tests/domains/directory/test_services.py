from comity.domains.directory.services.holding import LONGEST_IN_HISTORY, before_and_after


def test_only_what_changed_and_not_too_long():
    assert before_and_after({"a": 1, "b": ("x",)}, {"a": 1, "b": ("x", "y")}) == {"b": ["x", "x, y"]}
    assert len(before_and_after({"a": None}, {"a": "z" * 999})["a"][1]) == LONGEST_IN_HISTORY
