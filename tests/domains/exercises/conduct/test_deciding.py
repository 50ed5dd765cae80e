import pytest

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct.deciding import check_action, check_ready, findings_from, open_findings

DATA = {
    "item": "A",
    "measurand": "cocaine",
    "title": "Cocaine",
    "unit": "%",
    "gate": "blunders",
    "laboratories": ["L1", "L2"],
    "results": ["450", "451"],
    "message": message("gate", "Far off.").to_data(),
    "suggestion": None,
    "planned": "keep",
    "consequence": None,
}


def test_a_finding_waits_until_every_result_in_it_is_decided():
    found = findings_from([DATA, {**DATA, "gate": "bimodality"}])
    assert [one.number for one in open_findings(found, set())] == [0]
    assert open_findings(found, {("A", "cocaine", "L1")})
    assert not open_findings(found, {("A", "cocaine", "L1"), ("A", "cocaine", "L2")})
    assert open_findings(found, {("B", "cocaine", "L1"), ("B", "cocaine", "L2")})


def test_without_all_decisions_nothing_is_evaluated():
    with pytest.raises(ConflictError) as refused:
        check_ready(findings_from([DATA]), set())
    assert refused.value.code == "decisions-missing"
    check_ready(findings_from([{**DATA, "gate": "method_effect"}]), set())


def test_there_are_two_actions():
    assert check_action("keep") == "keep"
    with pytest.raises(InputError):
        check_action("delete")
