"""Who changed what in an entry, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comity.domains.directory.queries.visibility import seen_party
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import User
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.queries import entries_about

MOST_SHOWN = 200
VERBS = (
    *("register party", "rename party", "end party", "add member", "end membership", "edit profile"),
    *("add contact point", "change contact point", "remove contact point"),
    *("add accredited scope", "change accredited scope", "withdraw accredited scope", "load reference data"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the audit trail, with the name of whoever acted."""

    entry: AuditEntry
    person: str


def history(actor: Actor, party_id: UUID) -> Sequence[Change]:
    """The changes of one entry; for those who keep it."""
    party = seen_party(actor, party_id)
    actor.require("see directory history", party)
    found = list(entries_about(party_id, verbs=VERBS)[:MOST_SHOWN])
    names = dict(
        User.objects.filter(pk__in={one.user_id for one in found if one.user_id}).values_list("pk", "person__name")
    )
    return [Change(one, names.get(one.user_id, "") if one.user_id else "") for one in found]
