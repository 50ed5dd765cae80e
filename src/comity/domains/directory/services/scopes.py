"""Accredited scopes: what stood there is never erased, a scope that holds no more is withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.directory.cleaning import clean_scope
from comity.domains.directory.models import AccreditedScope
from comity.domains.directory.services.holding import (
    before_and_after,
    hold_profile,
    hold_scope,
    require_version,
)
from comity.domains.directory.snapshots import scope_values
from comity.domains.directory.values import ScopeValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Deed, record, record_many

MOST_SCOPES = 200  # of one party
VERB = "edit accredited scope"


@transaction.atomic
def add_scope(actor: Actor, party_id: UUID, values: ScopeValues) -> AccreditedScope:
    """Add what a body has accredited."""
    profile = hold_profile(actor, party_id, VERB)
    cleaned = clean_scope(values)
    if profile.scopes.count() >= MOST_SCOPES:
        what = message("directory", "A party has at most {count} accredited scopes.", count=MOST_SCOPES)
        raise ConflictError("scopes-too-many", what, remedy=message("directory", "Describe several in one."))
    scope = AccreditedScope(profile=profile, **asdict(cleaned))
    scope.save(force_insert=True)
    record_many(actor, [scope_added(scope)])
    return scope


def scope_added(scope: AccreditedScope) -> Deed:
    """What the audit trail says of a new one."""
    detail = {"scope": str(scope), "until": scope.until.isoformat() if scope.until else ""}
    return Deed("add accredited scope", scope.profile_id, f"scope:{scope.pk}", detail)


@transaction.atomic
def change_scope(actor: Actor, scope_id: UUID, values: ScopeValues, *, version: int | None = None) -> AccreditedScope:
    """Correct or prolong a scope."""
    scope = hold_scope(actor, scope_id, VERB)
    before = scope_values(scope)
    require_version(scope, version, before)
    cleaned = clean_scope(values)
    changes = before_and_after(asdict(before), asdict(cleaned))
    if changes:
        for name, value in asdict(cleaned).items():
            setattr(scope, name, value)
        scope.version += 1
        scope.save()
        detail: dict[str, str | list[str]] = {"scope": str(scope), **changes}
        record(
            actor, "change accredited scope", party_id=scope.profile_id, object_ref=f"scope:{scope.pk}", detail=detail
        )
    return scope


@transaction.atomic
def withdraw_scope(actor: Actor, scope_id: UUID, *, on: date | None = None) -> AccreditedScope:
    """Say that a scope holds no more from a day on; it stays readable."""
    scope = hold_scope(actor, scope_id, VERB)
    if scope.withdrawn_on is not None:
        raise ConflictError("withdrawn-already", message("directory", "This scope has been withdrawn already."))
    scope.withdrawn_on = on or now().date()
    scope.version += 1
    scope.save(update_fields=["withdrawn_on", "version"])
    detail = {"scope": str(scope), "on": scope.withdrawn_on.isoformat()}
    record(actor, "withdraw accredited scope", party_id=scope.profile_id, object_ref=f"scope:{scope.pk}", detail=detail)
    return scope
