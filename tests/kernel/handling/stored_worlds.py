"""Random worlds put into the database, and notes that carry random labels."""

import random
import uuid

from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.storing import stored
from comity.kernel.parties.models import Membership, Party
from tests.kernel.handling.worlds import names_in, random_label, random_world
from tests.labelled.models import Note


def store(world):
    Party.objects.bulk_create(
        Party(id=uuid.UUID(name), kind=kind, name=f"{kind} {number}", country=seat)
        for number, (name, (kind, seat)) in enumerate(world.parties.items())
    )
    Membership.objects.bulk_create(
        Membership(member_id=uuid.UUID(member), of_id=uuid.UUID(of), part=part, since=since, until=until)
        for member, of, part, since, until in world.memberships
    )
    return world


def stored_world(chance: random.Random, size: int = 14):
    return store(random_world(chance, size))


def stored_notes(chance: random.Random, world, count: int, people=()):
    """Notes and their labels; titles have one width, so that none is found inside another."""
    labels = [random_label(chance, [*names_in(world, chance), *people], [*world.parties]) for _ in range(count)]
    notes = [Note(title=f"note-{chance.getrandbits(40):010x}", place="Dock 7", label=stored(one)) for one in labels]
    Note.objects.bulk_create(notes)
    return list(zip(notes, labels, strict=True))


def actor_of_party(party, person=None):
    """Somebody who acts for a party; no party: somebody signed in without a role."""
    acting = uuid.UUID(party) if party else None
    return Actor(user_id=uuid.uuid4(), person_id=uuid.UUID(person) if person else None, party_id=acting, role="analyst")
