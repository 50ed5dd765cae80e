"""The policy table, complete: every verb in every role in every situation does what `docs/reference/policy.md` says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from comity.base.errors import NotAllowedError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.policy import BY_VERB, SCOPES, TABLE, allows, grantable, require, scopes_of
from comity.kernel.accounts.roles import EVERY_ROLE, Role

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "policy.md"

# Which conditions hold, by hand, for somebody of the ministry and for somebody of the node's operator.
# A new condition needs its line here.
SITUATIONS = ("own party", "part of it", "another, attended", "another, unattended", "no party")
HOLDS = {
    "any_party": {"ministry": SITUATIONS, "operator": SITUATIONS},
    "own_party": {"ministry": ("own party",), "operator": ("own party",)},
    "own_party_or_below": {"ministry": ("own party", "part of it"), "operator": ("own party",)},
    "node_operator": {"ministry": (), "operator": SITUATIONS},
    "unattended": {"ministry": (), "operator": ("another, unattended",)},
}


def documented() -> dict[str, list[tuple[str, set[str], str]]]:
    """The page read back: verb → (condition, roles, scope)."""
    found: dict[str, list[tuple[str, set[str], str]]] = {}
    for line in PAGE.read_text().splitlines():
        match = re.fullmatch(r"\| (.+?) \| `(\w+)` \| (.+?) \| (.+?) \|", line)
        if match:
            verb, condition, roles, scope = match.groups()
            named = set(EVERY_ROLE) if roles == "every role" else set(roles.split(", ")) - {"the node itself"}
            found.setdefault(verb, []).append(
                (condition, {name.replace(" ", "_") for name in named}, scope.strip("`–"))
            )
    return found


def test_every_condition_is_in_this_test():
    assert {row.condition.__name__ for row in TABLE} <= set(HOLDS)


@pytest.fixture
def parties(house):
    house.actor("Ines", house.institute, Role.ADMINISTRATOR)
    house.actor("Olive", house.operator, Role.ADMINISTRATOR)
    house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    return {
        "ministry": dict(
            zip(SITUATIONS, (house.ministry, house.laboratory, house.institute, house.network, None), strict=True)
        ),
        "operator": dict(
            zip(SITUATIONS, (house.operator, house.laboratory, house.institute, house.network, None), strict=True)
        ),
    }


@pytest.mark.parametrize("side", ["ministry", "operator"])
@pytest.mark.parametrize("role", [*Role, "", "king"])
def test_every_verb_in_every_role_in_every_situation(parties, side, role):
    own = parties[side]["own party"]
    actor = Actor(user_id=own.pk, party_id=own.pk, role=role, operates_node=side == "operator")
    wrong = []
    for verb, rows in documented().items():
        for situation, party in parties[side].items():
            expected = any(role in roles and situation in HOLDS[condition][side] for condition, roles, _ in rows)
            if allows(actor, verb, party) != expected:
                wrong.append((verb, situation, expected))
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_a_token_does_what_its_scopes_name_and_nothing_else(parties, role):
    own = parties["operator"]["own party"]
    person = Actor(user_id=own.pk, party_id=own.pk, role=role, operates_node=True)
    page = documented()
    for scope in (*SCOPES, ""):
        program = replace(person, via="token", scopes=frozenset({scope}))
        for verb, rows in page.items():
            expected = any(
                role in roles and "own party" in HOLDS[condition]["operator"] and scope and scope == needed
                for condition, roles, needed in rows
            )
            assert allows(program, verb, own) == expected, (scope, verb)


def test_a_visitor_and_somebody_without_a_role_may_do_nothing(parties):
    for actor in (Actor.visitor(""), Actor(user_id=parties["ministry"]["own party"].pk)):
        for verb in BY_VERB:
            for party in parties["ministry"].values():
                assert not allows(actor, verb, party)
                with pytest.raises(NotAllowedError):
                    require(actor, verb, party)


def test_a_verb_that_is_not_in_the_table_is_an_error_in_the_program():
    for ask in (lambda: allows(Actor.system("test"), "fly"), lambda: Actor.system("test").may_in_own_party("fly")):
        with pytest.raises(LookupError):
            ask()


def test_nobody_can_give_more_than_the_table_of_roles_says(parties):
    own, part, other = (parties["ministry"][name] for name in SITUATIONS[:3])
    for role in Role:
        actor = Actor(user_id=own.pk, party_id=own.pk, role=role)
        expected = {
            Role.ADMINISTRATOR: EVERY_ROLE,
            Role.LABORATORY_MANAGER: frozenset({Role.ANALYST, Role.OBSERVER}),
        }.get(role, frozenset())
        assert grantable(actor, own) == grantable(actor, part) == expected
        assert grantable(actor, other) == frozenset()
        program = replace(actor, via="token", scopes=frozenset(SCOPES))
        assert grantable(program, own) == expected - {Role.ADMINISTRATOR}


def test_scopes_of_a_role_are_those_of_its_rows():
    assert scopes_of("king") == ()
    for role in Role:
        assert set(scopes_of(role)) == {row.scope for row in TABLE if role in row.roles} - {""}


def test_a_quick_look_at_ones_own_party_agrees_with_the_table(parties):
    own = parties["ministry"]["own party"]
    for role in Role:
        actor = Actor(user_id=own.pk, party_id=own.pk, role=role)
        for verb in BY_VERB:
            assert actor.may_in_own_party(verb) == allows(actor, verb, own), (role, verb)
