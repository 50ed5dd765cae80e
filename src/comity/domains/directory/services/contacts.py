"""Contact points. The audit trail says that one was changed and in which fields, never what a person's data were."""

from __future__ import annotations

from dataclasses import asdict, fields
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.directory.cleaning import clean_contact
from comity.domains.directory.models import ContactPoint, Profile
from comity.domains.directory.rules import changed
from comity.domains.directory.services.holding import (
    hold_contact,
    hold_profile,
    require_version,
)
from comity.domains.directory.snapshots import contact_values
from comity.domains.directory.values import ContactValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Deed, record_many

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
    contact = new_contact(profile, cleaned)
    contact.save(force_insert=True)
    record_many(actor, [contact_added(contact)])
    return contact


def new_contact(profile: Profile, cleaned: ContactValues) -> ContactPoint:
    """A contact point that is not written yet."""
    contact = ContactPoint(profile=profile)
    _write(contact, cleaned)
    return contact


def contact_added(contact: ContactPoint) -> Deed:
    """What the audit trail says of a new one."""
    return _deed("add contact point", contact, [one.name for one in fields(ContactValues)])


@transaction.atomic
def change_contact_point(
    actor: Actor, contact_id: UUID, values: ContactValues, *, version: int | None = None
) -> ContactPoint:
    """Correct a way to reach a party."""
    contact = hold_contact(actor, contact_id, VERB)
    before = contact_values(contact)
    require_version(contact, version, before)
    cleaned = clean_contact(values)
    names = changed(asdict(before), asdict(cleaned))
    if names:
        _write(contact, cleaned)
        contact.version += 1
        contact.save()
        _record(actor, "change contact point", contact, names)
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


def _record(actor: Actor, verb: str, contact: ContactPoint, names: list[str]) -> None:
    record_many(actor, [_deed(verb, contact, names)])


def _deed(verb: str, contact: ContactPoint, names: list[str]) -> Deed:
    detail: dict[str, str | list[str]] = {"function": contact.function, "fields": names}
    return Deed(verb, contact.profile_id, f"contact:{contact.pk}", detail)
