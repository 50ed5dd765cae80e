"""What the rest of the house may know about parties. People are shown by `accounts.queries` only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.kernel.parties.acting import Acting
from comity.kernel.parties.models import Membership, Party, PartyQuerySet
from comity.kernel.parties.rules import Kind


def list_parties(
    actor: Acting, *, kind: str = "", country: str = "", text: str = "", with_ended: bool = False
) -> PartyQuerySet:
    """Organised parties by name; `text` is looked for in names and short names."""
    if not actor.may("see parties"):
        return Party.objects.none()
    found = Party.objects.organised()
    if not with_ended:
        found = found.current(now().date())
    if kind:
        found = found.filter(kind=kind)
    if country:
        found = found.filter(country=country.upper())
    if text:
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return found.order_by("name", "id")


def shown_parties(actor: Acting, found: PartyQuerySet) -> PartyQuerySet:
    """Of some parties those that rooms above let the actor see: who is not listed is as if not there."""
    for path in settings.COMITY_PARTIES_SEEN:
        found = import_string(path)(actor, found)
    return found


def get_shown_party(actor: Acting, party_id: UUID) -> Party:
    """One party as the interface for programs shows it, or `NotFoundError`."""
    party = get_party(actor, party_id)
    if party.kind != Kind.PERSON and not shown_parties(actor, Party.objects.filter(pk=party_id)).exists():
        raise NotFoundError
    return party


def get_party(actor: Acting, party_id: UUID) -> Party:
    """One party, or `NotFoundError` where there is none or the actor may not see it."""
    party = Party.objects.filter(pk=party_id).first()
    if party is None or not _sees(actor, party):
        raise NotFoundError
    return party


def memberships(actor: Acting, party_id: UUID, *, on: date | None = None) -> QuerySet[Membership]:
    """What a party is a member of, on a day or ever."""
    get_party(actor, party_id)
    found = _holding(Membership.objects.filter(member_id=party_id), on)
    return found.select_related("member", "of").order_by("of__name")


def members(actor: Acting, party_id: UUID, *, on: date | None = None) -> QuerySet[Membership]:
    """Who is a member of a party, on a day or ever."""
    get_party(actor, party_id)
    found = _holding(Membership.objects.filter(of_id=party_id), on)
    return found.select_related("member", "of").order_by("member__name")


def get_membership(actor: Acting, membership_id: UUID) -> Membership:
    """One membership, or `NotFoundError`."""
    if not actor.may("see parties"):
        raise NotFoundError
    found = Membership.objects.filter(pk=membership_id).select_related("member", "of").first()
    if found is None:
        raise NotFoundError
    return found


def operator() -> Party | None:
    """The organisation that runs this node."""
    return Party.objects.filter(operates_node=True).first()


def is_part_of(part: UUID, whole: UUID | None) -> bool:
    """Whether one party is, directly or further down, a part of the other today."""
    return whole is not None and whole in wholes_of(part, now().date())


def wholes_of(part: UUID, on: date) -> set[UUID]:
    """The parties that this one is, directly or further up, a part of on that day. One query per step up."""
    found: set[UUID] = set()
    here = {part}
    while here:
        above = _holding(Membership.objects.filter(member_id__in=here, part=True), on)
        here = set(above.values_list("of_id", flat=True)) - found
        found |= here
    return found


def parts_of(whole: UUID, on: date) -> set[UUID]:
    """The parties that are, directly or further down, a part of this one on that day. One query per step down."""
    found: set[UUID] = set()
    here = {whole}
    while here:
        below = _holding(Membership.objects.filter(of_id__in=here, part=True), on)
        here = set(below.values_list("member_id", flat=True)) - found
        found |= here
    return found


def _holding(found: QuerySet[Membership], on: date | None) -> QuerySet[Membership]:
    if on is None:
        return found
    return found.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


def _sees(actor: Acting, party: Party) -> bool:
    """A person sees themselves; everybody with a role sees what is not a person."""
    if party.kind == Kind.PERSON:
        return actor.via == "system" or party.pk == actor.person_id
    return actor.may("see parties")
