"""Which role may do what in this room, verb by verb."""

import pytest

from comity.kernel.accounts.policy import SUBSTANCES
from comity.kernel.accounts.roles import Role

KEEPER = {"administrator", "coordinator"}
REPORTER = KEEPER | {"laboratory_manager", "analyst"}
EVERYBODY = set(Role)
OF_NODE = {
    **dict.fromkeys(["register substance", "name substance", "identify substance", "retract identity"], KEEPER),
    **dict.fromkeys(["record control status", "release substance", "load reference substances"], KEEPER),
}
OF_OWN_PARTY = {
    **dict.fromkeys(["register unknown", "file report", "correct report", "import reports"], REPORTER),
    **dict.fromkeys(["release report", "withdraw report"], REPORTER - {"analyst"}),
    "consent to comparability": {"laboratory_manager", "quality_manager"},
}
FOR_ALL = {"see substances": EVERYBODY, "export reports": EVERYBODY}


def test_every_verb_is_here():
    assert {row.verb for row in SUBSTANCES} >= {*OF_NODE, *OF_OWN_PARTY, *FOR_ALL}


@pytest.mark.parametrize("role", sorted(Role))
def test_the_register_is_kept_by_who_runs_the_node(house, role):
    of_node, elsewhere = house.actor("A", house.operator, role), house.actor("B", house.ministry, role)
    for verb, roles in OF_NODE.items():
        assert of_node.may(verb, house.operator) == (role in roles), verb
        assert not elsewhere.may(verb, house.operator), verb


@pytest.mark.parametrize("role", sorted(Role))
def test_reports_are_of_ones_own_party_or_below(house, role):
    inside, above = house.actor("A", house.laboratory, role), house.actor("B", house.ministry, role)
    for verb, roles in OF_OWN_PARTY.items():
        assert inside.may(verb, house.laboratory) == above.may(verb, house.laboratory) == (role in roles), verb
        assert not inside.may(verb, house.second_laboratory), verb
        assert not inside.may(verb, house.ministry), verb


@pytest.mark.parametrize("role", sorted(Role))
def test_everybody_reads(house, role):
    actor = house.actor("A", house.institute, role)
    assert all(actor.may(verb) for verb in FOR_ALL)


def test_a_token_needs_its_scope_and_never_consents(house):
    manager = house.actor(
        "A", house.laboratory, Role.LABORATORY_MANAGER, via="token", scopes=frozenset({"substances:write"})
    )
    assert manager.may("file report", house.laboratory)
    assert not manager.may("export reports")
    assert not manager.may("consent to comparability", house.laboratory)
