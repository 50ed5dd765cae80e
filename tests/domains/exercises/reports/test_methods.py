import ast
from pathlib import Path

import comity.science
from comity.domains.exercises.reports.methods import METHODS, method_name
from comity.domains.exercises.reports.wording import Wording

SCIENCE = Path(comity.science.__file__).parent


def test_every_method_that_science_names_can_be_translated():
    named = {
        node.args[0].value
        for path in SCIENCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Method"
        and isinstance(node.args[0], ast.Constant)
    }
    given = {
        keyword.value.value
        for path in (SCIENCE / "proficiency").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "method" and isinstance(keyword.value, ast.Constant)
    }
    fixed = {"Algorithm A with fixed scale"}  # no plan asks for it
    assert len(named) > 8
    assert (named | given) - fixed <= METHODS.keys()


def test_methods_are_named_in_the_readers_language():
    found = {"method": "Fitness for purpose, relative", "clause": "ISO 13528:2022, 8.2"}
    assert method_name(found, Wording("fr")) != found["method"]
    assert method_name({"method": "Something new"}, Wording("fr")) == "Something new"


def test_the_stopping_rule_of_iso_is_named():
    found = {"method": "Algorithm A", "stopping": "third_significant_figure"}
    assert method_name(found, Wording("en")) == "Algorithm A, stopped at the third significant figure"
