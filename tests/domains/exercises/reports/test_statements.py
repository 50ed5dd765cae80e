from comity.domains.exercises.reports.statements import headline, paragraphs, state, statements
from comity.domains.exercises.reports.wording import Wording

ENGLISH = Wording("en")


def test_an_empty_line_begins_a_paragraph_and_a_line_end_does_not():
    assert [block["text"] for block in paragraphs("\nOne\ntwo.\n \nThree.\n\n")] == ["One two.", "Three."]
    assert paragraphs(" \n ") == []


def test_statements_come_in_the_order_asked_for():
    source = {"b": "Second.", "a": "First.", "c": ""}
    assert [block["text"] for block in statements(source, ("a", "b", "c", "d"))] == ["First.", "Second."]


def test_the_state_of_the_report_is_said_with_its_reason():
    assert state({}, ENGLISH) == ""
    assert state({"status": "final"}, ENGLISH) == "final"
    assert state({"status": "amended", "status_reason": "A typing error."}, ENGLISH) == "amended: A typing error."
    assert state({"status": "draft"}, Wording("fr")) != state({"status": "draft"}, ENGLISH)


def test_only_what_is_not_final_stands_in_the_headline():
    exercise = {"scheme": "S", "round": "1"}
    assert headline(exercise, ENGLISH) == headline({**exercise, "status": "final"}, ENGLISH) == "S · 1"
    assert headline({**exercise, "status": "draft"}, ENGLISH).startswith("S · 1 · draft")
