"""Record types: found by name and version, checked against their schema."""

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.bulletins import record_types
from comity.kernel.exchange.records import (
    check_content,
    known_questions,
    known_types,
    question,
    record_type,
    register_question,
    schema_of,
)


def test_the_bulletin_is_known():
    (bulletin,) = record_types()
    assert record_type("bulletin", 1) == bulletin
    assert record_type("bulletin", 2) is None
    assert bulletin.name in {one.name for one in known_types()}
    assert schema_of("bulletin", 1)["title"] == "Bulletin"


def test_content_is_checked_and_later_fields_are_let_through():
    bulletin = record_type("bulletin", 1)
    check_content(bulletin, {"title": "T", "text": "", "later": 1})
    check_content(bulletin, {"title": "T"}, withheld=1)
    for content, place in (
        ({"text": ""}, ""),
        ({"title": "", "text": ""}, "title"),
        ({"title": 1, "text": ""}, "title"),
    ):
        with pytest.raises(InputError) as found:
            check_content(bulletin, content)
        assert found.value.where == place


def test_questions():
    register_question("a-test", lambda *_given: {}, "A test")
    assert question("a-test").words == "A test"
    assert "a-test" in {one.name for one in known_questions()}
    assert question("no-such") is None
