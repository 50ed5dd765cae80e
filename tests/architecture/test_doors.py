"""One door for writes: every public service asks the policy and leaves an audit entry, in one transaction."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KERNEL = ROOT / "src" / "comity" / "kernel"
SERVICES = sorted([*KERNEL.glob("*/services.py"), *KERNEL.glob("*/services/*.py")])
PARTS = {"audit", "ledger"}  # rooms that offer the parts of which services are made

# Services that need no row of the policy: they concern oneself, or somebody who proves who they are in another way.
# The reason stands in each docstring.
WITHOUT_POLICY = {
    "create_account",
    "accept_invitation",
    "change_preferences",
    "switch_assignment",
    "end_session",
    "end_other_sessions",
    "note_export",
}


def public_services():
    for path in SERVICES:
        if path.parent.name in PARTS:
            continue
        source = path.read_text()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and is_atomic(node):
                yield pytest.param(path, node, id=f"{path.parent.name}.{node.name}")


def is_atomic(node):
    return any(ast.unparse(decorator) == "transaction.atomic" for decorator in node.decorator_list)


def called(node):
    return {ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)}


@pytest.mark.parametrize(("path", "service"), list(public_services()))
def test_a_service_takes_the_actor_asks_the_policy_and_leaves_an_entry(path, service):
    assert service.args.args[0].arg == "actor"
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", service.name), "a verb and a noun"
    inside = called(service) | {name for helper in called(service) for name in calls_of(path, helper)}
    assert inside & {"record", "record_many", "give", "stop"}, "leaves no audit entry"
    assert service.name in WITHOUT_POLICY or "require" in inside, "does not ask the policy"


def calls_of(path, helper):
    """What a private function of the same file calls."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name == helper and helper.startswith("_"):
            return called(node)
    return set()


def test_every_public_function_of_a_service_module_is_one():
    """Other public functions there are steps of services, named here so that none slips in unseen."""
    steps = {"give", "stop", "keep_party", "require_grantable", "refuse_last_administrator", "usable_invitation"}
    steps |= {"clean_email", "end_all_sessions", "check_preferences"}
    found = {
        node.name
        for path in SERVICES
        if path.parent.name not in PARTS
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_atomic(node)
    }
    assert found == steps


@pytest.mark.parametrize(
    "path", sorted([*KERNEL.glob("*/views/*.py"), *KERNEL.glob("*/api/*.py"), *KERNEL.glob("*/api.py")]), ids=str
)
def test_pages_and_programs_touch_no_table(path):
    assert not re.search(r"\.objects\b|\.save\(|\.delete\(\)", path.read_text())
