"""Who sees which entries. What is not listed is seen by those it belongs to, and by whoever runs the node."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party, PartyQuerySet
from comity.kernel.parties.queries import list_parties, parts_of


def visible_parties(actor: Actor) -> PartyQuerySet:
    """All entries that the actor may see, those that have ended too."""
    if not actor.may("see directory"):
        return Party.objects.none()
    return listed(actor, list_parties(actor, with_ended=True))


def listed(actor: Actor, parties: PartyQuerySet) -> PartyQuerySet:
    """Of some parties those that are listed, and the actor's own; a room below asks by `COMITY_PARTIES_SEEN`."""
    if sees_all(actor):
        return parties
    own = {actor.party_id, *parts_of(actor.party_id, now().date())} if actor.party_id else set()
    return parties.filter(Q(profile__isnull=True) | Q(profile__listed=True) | Q(pk__in=own))


def sees_all(actor: Actor) -> bool:
    """Whether entries that are not listed are shown to the actor wherever they are."""
    return actor.via == "system" or actor.operates_node


def seen_party(actor: Actor, party_id: UUID) -> Party:
    """One party, or `NotFoundError` where there is none or the actor may not see it: the same answer for both."""
    party = visible_parties(actor).filter(pk=party_id).first()
    if party is None:
        raise NotFoundError
    return party
