"""The policy: who may do what, under which condition. One table for the whole node.

Reading a row: *a person in one of these roles may do this verb where the condition holds*. A verb may have several
rows; one that fits is enough. A token may only do what its scopes name; verbs without a scope are never done by a
token. A verb that is not in the table is a programming error, not a permission.

Every room adds its rows here, so that one page shows everything (`docs/reference/policy.md` is made from it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comity.base.errors import NotAllowedError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import EVERY_ROLE, Role, may_give

if TYPE_CHECKING:
    from comity.kernel.parties.models import Party

Condition = Callable[[Actor, "Party | None"], bool]


def any_party(_actor: Actor, _party: Party | None) -> bool:
    """Wherever it is."""
    return True


def own_party(actor: Actor, party: Party | None) -> bool:
    """For the party that they act for."""
    return party is not None and party.pk == actor.party_id


def own_party_or_below(actor: Actor, party: Party | None) -> bool:
    """For the party that they act for, or a laboratory or group that is part of it."""
    from comity.kernel.parties.queries import is_part_of

    return party is not None and (own_party(actor, party) or is_part_of(party.pk, actor.party_id))


def node_operator(actor: Actor, _party: Party | None) -> bool:
    """Acting for the organisation that runs this node."""
    return actor.operates_node


def unattended(actor: Actor, party: Party | None) -> bool:
    """Acting for the organisation that runs this node, for a party without an administrator, here or above."""
    from comity.kernel.accounts.queries import has_administrator

    return actor.operates_node and party is not None and not has_administrator(party.pk)


@dataclass(frozen=True, slots=True)
class Row:
    """Who may do one verb. An empty scope: never by a token."""

    verb: str
    scope: str
    roles: frozenset[Role]
    condition: Condition


def rows(scope: str, condition: Condition, roles: Iterable[Role], *verbs: str) -> tuple[Row, ...]:
    """The same roles and condition for several verbs."""
    return tuple(Row(verb, scope, frozenset(roles), condition) for verb in verbs)


ADMINISTRATOR = (Role.ADMINISTRATOR,)
GIVERS = (Role.ADMINISTRATOR, Role.LABORATORY_MANAGER)
STAFF = EVERY_ROLE - {Role.OBSERVER}

PARTIES = (
    # By the node itself, when it is set up.
    *rows("", any_party, (), "found node"),
    *rows("parties:read", any_party, EVERY_ROLE, "see parties"),
    *rows("parties:write", node_operator, ADMINISTRATOR, "register party"),
    *rows("parties:write", own_party_or_below, ADMINISTRATOR, "register part", "rename party", "end party"),
    *rows("parties:write", own_party_or_below, ADMINISTRATOR, "add member", "end membership"),
    *rows("parties:write", unattended, ADMINISTRATOR, "register part", "rename party", "end party"),
    *rows("parties:write", unattended, ADMINISTRATOR, "add member", "end membership"),
)
ACCOUNTS = (
    *rows("people:read", own_party, STAFF, "see people"),
    *rows("people:read", own_party_or_below, (*GIVERS, Role.QUALITY_MANAGER), "see people"),
    *rows("people:read", unattended, ADMINISTRATOR, "see people"),
    *rows("people:write", own_party_or_below, GIVERS, "invite person", "withdraw invitation"),
    *rows("people:write", own_party_or_below, GIVERS, "assign role", "end assignment"),
    *rows("people:write", unattended, ADMINISTRATOR, "invite person", "withdraw invitation"),
    *rows("", node_operator, ADMINISTRATOR, "deactivate person"),
    *rows("", any_party, (), "remove second factors"),  # by the node itself, at its machine
    *rows("", own_party, EVERY_ROLE, "create token"),
    *rows("people:read", own_party_or_below, ADMINISTRATOR, "see tokens of others"),
    *rows("people:write", own_party_or_below, ADMINISTRATOR, "revoke token of another"),
    *rows("audit:read", own_party_or_below, (Role.ADMINISTRATOR, Role.QUALITY_MANAGER), "see audit trail"),
    *rows("audit:read", any_party, EVERY_ROLE, "see log"),
)

HANDLING = (
    # Whether it is one's own record, or one's own contribution, is asked of the label itself (`kernel.handling`).
    *rows("labels:read", any_party, STAFF, "see audience"),
    *rows("labels:write", own_party, STAFF, "label record"),
    *rows("labels:write", own_party, (Role.ADMINISTRATOR, Role.COORDINATOR, Role.LABORATORY_MANAGER), "release record"),
)

KEEPERS = (Role.ADMINISTRATOR, Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER)
DIRECTORY = (
    *rows("directory:read", any_party, EVERY_ROLE, "see directory"),
    *rows("directory:read", any_party, (*KEEPERS, Role.COORDINATOR), "see contact persons"),
    *rows("directory:read", own_party, EVERY_ROLE, "see contact persons"),
    *rows("directory:read", own_party_or_below, KEEPERS, "see directory history"),
    *rows("directory:read", node_operator, (Role.ADMINISTRATOR, Role.COORDINATOR), "see directory history"),
    *rows("directory:read", node_operator, (Role.ADMINISTRATOR, Role.COORDINATOR), "export contact persons"),
    *rows("directory:write", own_party_or_below, KEEPERS, "edit profile", "edit contact points"),
    *rows("directory:write", own_party_or_below, KEEPERS, "edit accredited scope"),
    *rows("directory:write", unattended, ADMINISTRATOR, "edit profile", "edit contact points"),
    *rows("directory:write", unattended, ADMINISTRATOR, "edit accredited scope"),
    *rows("directory:write", node_operator, ADMINISTRATOR, "import directory", "load reference data"),
)

LABORATORY = (Role.LABORATORY_MANAGER, Role.ANALYST)
COORDINATOR = (Role.COORDINATOR,)
STATISTICS = (Role.COORDINATOR, Role.STATISTICIAN)
EXERCISES = (
    # For the organiser of a scheme.
    *rows("exercises:read", own_party, (*STATISTICS, Role.QUALITY_MANAGER), "see organised rounds"),
    *rows("exercises:read", own_party, (*STATISTICS, Role.QUALITY_MANAGER, Role.OBSERVER), "see released summary"),
    *rows("exercises:read", own_party, COORDINATOR, "see enrolments", "see who submitted", "see cases of round"),
    *rows("exercises:read", own_party, STATISTICS, "see results by code"),
    *rows("exercises:write", own_party, COORDINATOR, "create scheme", "create round", "change round"),
    *rows("exercises:write", own_party, STATISTICS, "save plan", "freeze plan", "record homogeneity"),
    *rows("exercises:write", own_party, COORDINATOR, "open round", "move deadline", "close round"),
    *rows("exercises:write", own_party, COORDINATOR, "invite laboratories", "decide request", "announce round"),
    # Whose word another node's is here, a person decides.
    *rows("", node_operator, (Role.ADMINISTRATOR,), "tie laboratory"),
    *rows("exercises:write", own_party, COORDINATOR, "withdraw enrolment", "set menu", "record permit"),
    *rows("exercises:write", own_party, COORDINATOR, "prepare parcels", "dispatch parcel", "replace parcel"),
    *rows("exercises:write", own_party, COORDINATOR, "confirm delivery", "report damage"),
    *rows("exercises:write", own_party, STATISTICS, "decide gate", "request evaluation"),
    *rows("exercises:write", own_party, COORDINATOR, "release round", "amend round", "answer case", "issue statement"),
    *rows("", own_party, COORDINATOR, "look up code"),
    # For a laboratory that takes part.
    *rows("exercises:read", own_party_or_below, (*LABORATORY, Role.QUALITY_MANAGER), "see own enrolment"),
    *rows("exercises:read", own_party_or_below, (*LABORATORY, Role.QUALITY_MANAGER), "see own report"),
    *rows("exercises:read", own_party_or_below, (Role.OBSERVER,), "see released summary"),
    *rows("exercises:read", own_party_or_below, (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER), "see code look-ups"),
    *rows("exercises:read", own_party_or_below, (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER), "see own cases"),
    *rows("exercises:write", own_party_or_below, (Role.LABORATORY_MANAGER,), "request enrolment", "answer invitation"),
    *rows("exercises:write", own_party_or_below, (Role.LABORATORY_MANAGER,), "withdraw enrolment", "set menu"),
    *rows("exercises:write", own_party_or_below, (Role.LABORATORY_MANAGER,), "record permit"),
    *rows("exercises:write", own_party_or_below, LABORATORY, "confirm delivery", "report damage"),
    *rows("results:read", own_party_or_below, LABORATORY, "see own submissions", "provisional verdict"),
    *rows("results:read", own_party_or_below, (Role.LABORATORY_MANAGER,), "see submissions of laboratory"),
    *rows("results:write", own_party_or_below, LABORATORY, "save draft", "submit results"),
    *rows("results:write", own_party_or_below, (Role.LABORATORY_MANAGER,), "nominate submission"),
    *rows("exercises:write", own_party_or_below, (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER), "file case"),
    *rows("exercises:write", own_party_or_below, (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER), "update follow-up"),
    # By the node itself, in the background.
    *rows("", any_party, (), "run evaluation"),
)

EXCHANGE = (
    *rows("exchange:read", node_operator, (Role.ADMINISTRATOR, Role.COORDINATOR), "see exchange"),
    *rows("exchange:write", node_operator, ADMINISTRATOR, "introduce peer", "suspend peer", "resume peer"),
    *rows("exchange:write", node_operator, ADMINISTRATOR, "set agreement", "synchronise", "issue card"),
    # A person compares fingerprints, ends an acquaintance and changes keys; a program does not.
    *rows("", node_operator, ADMINISTRATOR, "confirm peer", "end peer", "take card", "change node keys"),
    # Whoever acts for the originator, in the work of their room; and who runs the node, for what is at this node.
    *(
        row
        for scope in ("exchange:write", "exercises:write", "results:write", "substances:write")
        for row in rows(scope, own_party_or_below, STAFF, "publish record", "withdraw record", "narrow record")
    ),
    *rows("exchange:write", own_party_or_below, STAFF, "recall record", "ask peer"),
    *rows("exchange:write", node_operator, ADMINISTRATOR, "recall record", "withdraw record"),
    # By the node itself, when a peer asks or answers.
    *rows("", any_party, (), "receive records", "take receipts", "answer question"),
)

KEEPERS_OF_REGISTER = (Role.ADMINISTRATOR, Role.COORDINATOR)
REPORTERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.LABORATORY_MANAGER, Role.ANALYST)
RELEASERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.LABORATORY_MANAGER)
SUBSTANCES = (
    # The register is open to every role; which reports somebody sees, labels decide.
    *rows("substances:read", any_party, EVERY_ROLE, "see substances", "export reports"),
    *rows("substances:write", node_operator, KEEPERS_OF_REGISTER, "register substance", "name substance"),
    *rows("substances:write", node_operator, KEEPERS_OF_REGISTER, "identify substance", "retract identity"),
    *rows("substances:write", node_operator, KEEPERS_OF_REGISTER, "record control status", "release substance"),
    *rows("substances:write", node_operator, KEEPERS_OF_REGISTER, "load reference substances"),
    # A laboratory that meets an unknown gives it a provisional code itself.
    *rows("substances:write", own_party_or_below, REPORTERS, "register unknown"),
    *rows("substances:write", own_party_or_below, REPORTERS, "file report", "correct report", "import reports"),
    *rows("substances:write", own_party_or_below, RELEASERS, "release report", "withdraw report"),
    *rows("", own_party_or_below, (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER), "consent to comparability"),
)

SPECTRA = (
    # Which spectra and alerts they are is decided by the labels.
    *rows("substances:read", any_party, EVERY_ROLE, "search spectra", "see alerts", "read alert"),
    *rows("substances:write", own_party_or_below, REPORTERS, "add spectra", "draft alert"),
    *rows("substances:write", own_party, STAFF, "ask other nodes"),
    *rows("substances:write", own_party_or_below, RELEASERS, "release spectrum"),
    *rows("substances:write", own_party, EVERY_ROLE, "subscribe"),
    # A person looks before it goes out; a program does not.
    *rows("", own_party_or_below, RELEASERS, "review alert", "retract alert"),
)

PICTURES = (
    # Counts and comparisons of what the labels let somebody see.
    *rows("substances:read", any_party, EVERY_ROLE, "see trends", "compare profiles"),
    *rows("substances:write", own_party_or_below, REPORTERS, "state known series"),
    *rows("substances:write", own_party_or_below, RELEASERS, "withdraw known series"),
)

# Each room adds its rows above and its name here.
TABLE: tuple[Row, ...] = (
    *PARTIES,
    *ACCOUNTS,
    *HANDLING,
    *EXCHANGE,
    *DIRECTORY,
    *EXERCISES,
    *SUBSTANCES,
    *SPECTRA,
    *PICTURES,
)

BY_VERB: Mapping[str, tuple[Row, ...]] = {
    verb: tuple(row for row in TABLE if row.verb == verb) for verb in dict.fromkeys(row.verb for row in TABLE)
}
SCOPES = tuple(sorted({row.scope for row in TABLE} - {""}))


def scopes_of(role: str) -> tuple[str, ...]:
    """The scopes that a token of somebody in this role can have."""
    return tuple(sorted({row.scope for row in TABLE if role in row.roles} - {""}))


def allows(actor: Actor, verb: str, party: Party | None = None) -> bool:
    """Whether `actor` may do `verb` for `party`."""
    found = _rows_for(verb)
    return actor.via == "system" or any(_holds(row, actor) and row.condition(actor, party) for row in found)


def may_in_own_party(actor: Actor, verb: str) -> bool:
    """Whether `actor` may do `verb` for the party that they act for; no row is read for that."""
    own = {own_party, own_party_or_below, any_party}
    return any(row.condition in own and _holds(row, actor) for row in _rows_for(verb))


def require(actor: Actor, verb: str, party: Party | None = None) -> None:
    """Raise `NotAllowedError` unless `actor` may do `verb` for `party`.

    The answer names the verb, never the record: for what `actor` may not even see, queries raise `NotFoundError` first.
    """
    if not allows(actor, verb, party):
        raise NotAllowedError(
            "not-allowed",
            message("policy", "Your role does not allow this: {verb}.", verb=verb),
            remedy=message("policy", "Ask an administrator of your organisation, or act in another of your roles."),
        )


def grantable(actor: Actor, party: Party) -> frozenset[Role]:
    """The roles that `actor` may give, and end, for `party`.

    Nobody gives more than their own role may give. Who runs the node may only give a party without an administrator
    its first one. A program never makes an administrator: a token that leaks must not become an account.
    """
    if actor.via == "system":
        return EVERY_ROLE
    if not allows(actor, "assign role", party):
        return frozenset({Role.ADMINISTRATOR}) if actor.scopes is None and unattended(actor, party) else frozenset()
    given = frozenset(role for role in Role if may_give(actor.role, role))
    return given if actor.scopes is None else given - {Role.ADMINISTRATOR}


def _rows_for(verb: str) -> tuple[Row, ...]:
    if verb not in BY_VERB:
        raise LookupError(f"the policy has no verb {verb!r}")
    return BY_VERB[verb]


def _holds(row: Row, actor: Actor) -> bool:
    """Whether role and scope fit; the condition is asked last, because it may read rows."""
    if actor.role not in row.roles:
        return False
    return actor.scopes is None or (bool(row.scope) and row.scope in actor.scopes)
