"""The policy table as a page of the documentation, made from the table itself."""

from __future__ import annotations

from collections.abc import Iterator

from comity.kernel.accounts.policy import BY_VERB, SCOPES, TABLE, Row
from comity.kernel.accounts.roles import EVERY_ROLE, MAY_GIVE, Role

HEAD = """# Who may do what

Made from `kernel/accounts/policy.py`; a test compares both, and tries every verb in every role in every situation.

*A person in one of these roles may do this where the condition holds.* A verb may stand on several rows; one that fits
is enough. A token may only do what its scopes name; a verb without a scope is never done by a token. What somebody may
not even see is answered like something that does not exist. "The node itself" is a command at the node's machine, or
its work in the background.

## Conditions
"""


def policy_page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_conditions(), *_table(), *_giving(), *_scopes()]) + "\n"


def _conditions() -> Iterator[str]:
    conditions = dict.fromkeys(row.condition for row in TABLE)
    yield "| condition | it holds |\n| --- | --- |"
    for condition in conditions:
        yield f"| `{condition.__name__}` | {' '.join((condition.__doc__ or '').split()).rstrip('.').lower()} |"


def _table() -> Iterator[str]:
    yield "\n## Verbs\n\n| verb | where | roles | scope of a token |\n| --- | --- | --- | --- |"
    for verb, found in BY_VERB.items():
        for row in found:
            yield f"| {verb} | `{row.condition.__name__}` | {_roles(row)} | {f'`{row.scope}`' if row.scope else '–'} |"


def _giving() -> Iterator[str]:
    yield "\n## Which roles a role may give and end\n\n| role | gives |\n| --- | --- |"
    for role, given in MAY_GIVE.items():
        yield f"| {_name(role)} | {'every role' if given == EVERY_ROLE else ', '.join(map(_name, sorted(given)))} |"
    yield "\nA token never gives the role of an administrator."


def _scopes() -> Iterator[str]:
    yield "\n## Scopes\n\n" + ", ".join(f"`{scope}`" for scope in SCOPES)


def _roles(row: Row) -> str:
    if not row.roles:
        return "the node itself"
    return "every role" if row.roles == EVERY_ROLE else ", ".join(_name(role) for role in Role if role in row.roles)


def _name(role: Role) -> str:
    return role.value.replace("_", " ")
