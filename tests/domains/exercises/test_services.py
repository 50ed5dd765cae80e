"""One door: every write is one transaction that asks the policy and leaves an entry; who may do what, as one table."""

import ast
import inspect
from pathlib import Path

import pytest

from comity.domains.exercises import services
from comity.kernel.accounts.policy import EXERCISES, allows
from comity.kernel.accounts.roles import Role

C, S, Q, O, M, A = (  # noqa: E741 - initials of the roles, for a table that can be read
    Role.COORDINATOR,
    Role.STATISTICIAN,
    Role.QUALITY_MANAGER,
    Role.OBSERVER,
    Role.LABORATORY_MANAGER,
    Role.ANALYST,
)
ORGANISER = {
    "see organised rounds": {C, S, Q},
    "see released summary": {C, S, Q, O},
    "see enrolments": {C},
    "see who submitted": {C},
    "see results by code": {C, S},
    "create scheme": {C},
    "create round": {C},
    "change round": {C},
    "save plan": {C, S},
    "freeze plan": {C, S},
    "record homogeneity": {C, S},
    "open round": {C},
    "move deadline": {C},
    "close round": {C},
    "invite laboratories": {C},
    "decide request": {C},
    "prepare parcels": {C},
    "dispatch parcel": {C},
    "replace parcel": {C},
    "decide gate": {C, S},
    "request evaluation": {C, S},
    "release round": {C},
    "amend round": {C},
    "answer case": {C},
    "issue statement": {C},
    "look up code": {C},
}
LABORATORY = {
    "see own enrolment": {M, A, Q},
    "see own report": {M, A, Q},
    "see code look-ups": {M, Q},
    "see own cases": {M, Q},
    "request enrolment": {M},
    "answer invitation": {M},
    "see own submissions": {M, A},
    "provisional verdict": {M, A},
    "see submissions of laboratory": {M},
    "save draft": {M, A},
    "submit results": {M, A},
    "nominate submission": {M},
    "file case": {M, Q},
    "update follow-up": {M, Q},
}
BOTH = {
    "withdraw enrolment": {C, M},
    "set menu": {C, M},
    "record permit": {C, M},
    "confirm delivery": {C, M, A},
    "report damage": {C, M, A},
}
ROOM = Path(services.__file__).parents[1]
FUNCTIONS = [getattr(services, name) for name in services.__all__ if inspect.isfunction(getattr(services, name))]


@pytest.mark.parametrize("role", sorted(Role))
def test_the_table_of_the_policy_role_by_role(house, role):
    here = house.actor("Here", house.network, role)
    elsewhere = house.actor("Elsewhere", house.operator, role)
    for verb, allowed in (ORGANISER | LABORATORY | BOTH).items():
        assert allows(here, verb, house.network) == (role in allowed), f"{verb} by {role}"
        assert not allows(elsewhere, verb, house.network), f"{verb} by a {role} of another organisation"
        assert not allows(here, verb), f"{verb} for nobody"


@pytest.mark.parametrize("role", sorted(Role))
def test_whoever_stands_above_a_laboratory_acts_for_it_as_a_laboratory_and_never_as_its_organiser(house, role):
    above = house.actor("Above", house.ministry, role)
    for verb, allowed in LABORATORY.items():
        assert allows(above, verb, house.laboratory) == (role in allowed), f"{verb} by {role}"
    for verb in ORGANISER:
        expected = verb == "see released summary" and role == O
        assert allows(above, verb, house.laboratory) == expected, f"{verb} by {role}"


def test_the_table_holds_every_verb_of_this_room():
    own = {row.verb for row in EXERCISES}
    assert set(ORGANISER) | set(LABORATORY) | set(BOTH) <= own
    assert "run evaluation" in own - set(ORGANISER | LABORATORY | BOTH)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_write_is_one_transaction_and_begins_with_who_acts(function):
    assert hasattr(function, "__wrapped__"), f"{function.__name__} is not decorated with transaction.atomic"
    assert next(iter(inspect.signature(function).parameters)) == "actor"
    assert inspect.getdoc(function)


def test_only_services_write():
    """Queries, rules and labels create, change and delete nothing."""
    always = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    of_rows = {"create", "update", "delete"}
    for path in [*ROOM.glob("queries/*.py"), *ROOM.glob("conduct/*.py"), *ROOM.glob("labels/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, chain = node.func.attr, ast.unparse(node.func)
                assert name not in always, f"{path.name}:{node.lineno} writes"
                assert not (name in of_rows and "objects" in chain), f"{path.name}:{node.lineno} writes"


# Every place that goes from a code to a laboratory or back, and why it may. A new one is a decision about secrecy.
BRIDGES = {
    "services/codes.py": "gives the code, and looks it up on record",
    "services/enrolling.py": "asks only whether results are in before a laboratory leaves",
    "services/gathering.py": "leaves out codes of laboratories that left; names none",
    "services/statements.py": "the organiser states that a laboratory took part, which it knows",
    "queries/enrolments.py": "yes or no: has this laboratory submitted",
    "queries/taking_part.py": "the laboratory's own code",
    "queries/submissions.py": "the laboratory's own submissions",
    "queries/outcome.py": "the laboratory's own scores and report",
    "queries/longitudinal.py": "the laboratory's own history; regions, suppressed",
}


def test_every_bridge_between_code_and_name_is_known():
    found = {
        path.relative_to(ROOM).as_posix()
        for path in [*ROOM.glob("queries/*.py"), *ROOM.glob("services/*.py")]
        if "code__laboratory" in path.read_text() or "participant_codes" in path.read_text()
    }
    assert found <= set(BRIDGES), f"{found - set(BRIDGES)} can tell names from codes: should they?"
