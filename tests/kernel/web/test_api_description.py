"""The description of the interface is a file under review: `COMITY_UPDATE=1` writes it anew."""

import json
import os
from pathlib import Path

import pytest

PINNED = Path(__file__).resolve().parents[3] / "docs" / "reference" / "openapi.json"


def described():
    from django.urls import get_resolver

    from comity.kernel.web.api import api

    assert get_resolver().url_patterns, "the rooms have added their operations"
    return json.loads(json.dumps(api.get_openapi_schema()))


def operations():
    return [
        (f"{method} {path}", details)
        for path, methods in described()["paths"].items()
        for method, details in methods.items()
    ]


def test_the_description_is_the_pinned_one():
    text = json.dumps(described(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("COMITY_UPDATE"):
        PINNED.write_text(text, encoding="utf-8")
    assert PINNED.read_text(encoding="utf-8") == text, "see the difference after COMITY_UPDATE=1"


def test_every_operation_declares_its_problems_and_is_described():
    for name, details in operations():
        for status in ("400", "404", "422", "429", "500"):
            content = details["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, name
        assert details.get("description"), name
        assert details.get("operationId"), name
        if details.get("security"):
            assert "401" in details["responses"], name
            assert details["security"] == [{"Token": []}, {"Session": []}], name


def test_names_of_operations_are_unique_and_readable():
    names = [details["operationId"] for _name, details in operations()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "_api_" in name], "operation_id is missing"


@pytest.mark.parametrize("component", ["Problem", "FieldProblem"])
def test_the_form_of_problems_is_a_component(component):
    assert component in described()["components"]["schemas"]


def test_no_two_answers_share_a_name():
    """Ninja describes answers by the name of their class: of two with one name, one would describe the other."""
    from ninja import Schema

    import comity.config.urls  # noqa: F401 - every room's answers are known then

    names = [one.__name__ for one in _below(Schema) if one.__module__.startswith("comity.")]
    assert sorted(names) == sorted(set(names))


def _below(kind):
    found = set()
    for one in kind.__subclasses__():
        found |= {one} | _below(one)
    return found
