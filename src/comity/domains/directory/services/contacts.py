"""Contact points. The audit trail says that one was changed and in which fields, never what a person's data were."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.directory.cleaning import clean_contact
from comity.domains.directory.models import ContactPoint
from comity.domains.directory.rules import changed
from comity.domains.directory.services.holding import (
    hold_contact,
    hold_profile,
    require_version,
)
from comity.domains.directory.snapshots import contact_values
from comity.domains.directory.values import ContactValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record

MOST_CONTACTS = 100  # of one party; more is a list of staff, which this is not
VERB = "edit contact points"


@transaction.atomic
def add_contact_point(actor: Actor, party_id: UUID, values: ContactValues) -> ContactPoint:
    """Add a way to reach a party."""
    profile = hold_profile(actor, party_id, VERB)
    cleaned = clean_contact(values)
    if profile.contacts.count() >= MOST_CONTACTS:
        what = message("directory", "A party has at most {count} contact points.", count=MOST_CONTACTS)
        raise ConflictError("contacts-too-many", what, remedy=message("directory", "Remove one that is out of use."))
    contact = ContactPoint(profile=profile)
    _write(contact, cleaned)
    contact.save(force_insert=True)
    _record(actor, "add contact point", contact, list(asdict(cleaned)))
    return contact


@transaction.atomic
def change_contact_point(
    actor: Actor, contact_id: UUID, values: ContactValues, *, version: int | None = None
) -> ContactPoint:
    """Correct a way to reach a party."""
    contact = hold_contact(actor, contact_id, VERB)
    before = contact_values(contact)
    require_version(contact, version, before)
    cleaned = clean_contact(values)
    fields = changed(asdict(before), asdict(cleaned))
    if fields:
        _write(contact, cleaned)
        contact.version += 1
        contact.save()
        _record(actor, "change contact point", contact, fields)
    return contact


@transaction.atomic
def remove_contact_point(actor: Actor, contact_id: UUID) -> None:
    """Erase a contact point with the personal data in it."""
    contact = hold_contact(actor, contact_id, VERB)
    _record(actor, "remove contact point", contact, [])
    contact.delete()


def _write(contact: ContactPoint, values: ContactValues) -> None:
    contact.function, contact.person = values.function, values.person
    contact.email, contact.phone = values.email, values.phone
    contact.languages = list(values.languages)


def _record(actor: Actor, verb: str, contact: ContactPoint, fields: list[str]) -> None:
    detail: dict[str, str | list[str]] = {"function": contact.function, "fields": fields}
    record(actor, verb, party_id=contact.profile_id, object_ref=f"contact:{contact.pk}", detail=detail)
