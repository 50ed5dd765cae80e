"""Writes on parties. Each is one transaction: permission, rules, rows, audit entry.

Whoever administers an organisation may register and keep its laboratories and groups. States, organisations, networks
and alliances are registered by the organisation that runs the node, which also keeps those that have no
administrator of their own. Who belongs to a network is the network's affair; each side may end a membership.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.audit.services import Deed, record, record_many
from comity.kernel.parties import rules
from comity.kernel.parties.acting import Acting
from comity.kernel.parties.countries import clean_country
from comity.kernel.parties.locks import one_at_a_time
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.names import LONGEST_SHORT_NAME, clean_name
from comity.kernel.parties.queries import get_membership, get_party
from comity.kernel.parties.rules import Kind

MEMBERSHIPS = "memberships"  # one lock for all: a circle can close over any number of parties


@transaction.atomic
def register_party(
    actor: Acting,
    *,
    kind: str,
    name: str,
    short_name: str = "",
    country: str = "",
    part_of: UUID | None = None,
    identifier: UUID | None = None,
) -> Party:
    """Register a party; with `part_of`, as a laboratory or group of that party.

    With `identifier`, under the one by which partners' nodes know it already.
    """
    whole = get_party(actor, part_of) if part_of else None
    if whole is None:
        actor.require("register party")
    else:
        actor.require("register part", whole)
    if identifier is not None and Party.objects.filter(pk=identifier).exists():
        what = message("party", "A party is known under this identifier already.")
        raise ConflictError("identifier-taken", what, where="identifier")
    (party,) = _created(actor, [NewParty(kind, name, short_name, country, identifier)])
    if whole is not None:
        if not rules.is_part_of(Kind(party.kind), Kind(whole.kind)):
            raise _unfit(party, whole)
        _join(actor, party, whole, role="", since=now().date())
    return party


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party to register."""

    kind: str
    name: str
    short_name: str = ""
    country: str = ""
    identifier: UUID | None = None


@transaction.atomic
def register_parties(actor: Acting, wanted: Sequence[NewParty]) -> list[Party]:
    """Register thousands at once; one that cannot be registered refuses them all."""
    actor.require("register party")
    return _created(actor, wanted)


@transaction.atomic
def take_in_party(
    actor: Acting, party_id: UUID, *, kind: str, name: str, short_name: str = "", country: str = ""
) -> Party:
    """A party of another node under the identifier that it has there; one that is here already stays as it is."""
    actor.require("register party")
    known = Party.objects.filter(pk=party_id).first()
    if known is not None:
        if known.kind != kind or known.operates_node:
            what = message("party", "Another party is known under this identifier.")
            raise ConflictError("identifier-taken", what)
        return known
    party = Party.objects.create(
        pk=party_id,
        kind=_known_kind(kind),
        name=clean_name(name),
        short_name=clean_name(short_name, longest=LONGEST_SHORT_NAME, where="short_name", required=False),
        country=clean_country(country),
    )
    detail = {"kind": kind, "name": party.name, "from": "another node"}
    record(actor, "register party", party_id=party.pk, object_ref=_ref(party), detail=detail)
    return party


@transaction.atomic
def found_node(actor: Acting, *, name: str, country: str = "") -> Party:
    """Register the organisation that runs this node; there is one, and it stays."""
    actor.require("found node")
    one_at_a_time("operator")
    if Party.objects.filter(operates_node=True).exists():
        raise ConflictError("operator-known", message("party", "This node has an organisation that runs it."))
    party = Party.objects.create(
        kind=Kind.ORGANISATION, name=clean_name(name), country=clean_country(country), operates_node=True
    )
    record(actor, "found node", party_id=party.pk, object_ref=_ref(party), detail={"name": party.name})
    return party


@transaction.atomic
def rename_party(
    actor: Acting, party_id: UUID, *, name: str, short_name: str = "", country: str = "", version: int | None = None
) -> Party:
    """Correct name, short name and country. `version` is the one that was looked at; none: whatever there is."""
    party = _held(actor, party_id)
    actor.require("rename party", party)
    if version is not None and version != party.version:
        raise ConflictError(
            "changed-meanwhile",
            message("party", "Somebody else has changed this while you were looking at it."),
            remedy=message("party", "Look at it again, then decide again."),
        )
    before = party.name
    party.name = clean_name(name)
    party.short_name = clean_name(short_name, longest=LONGEST_SHORT_NAME, where="short_name", required=False)
    party.country = clean_country(country)
    party.version += 1
    party.save(update_fields=["name", "short_name", "country", "version"])
    record(actor, "rename party", party_id=party.pk, object_ref=_ref(party), detail={"from": before, "to": party.name})
    return party


@transaction.atomic
def end_party(actor: Acting, party_id: UUID, *, on: date | None = None) -> Party:
    """Say that a party exists no more from a day on: nobody can act for it, and its memberships end."""
    party = _held(actor, party_id)
    actor.require("end party", party)
    if party.operates_node or party.kind == Kind.PERSON:
        what = message("party", "The organisation that runs this node cannot be ended here, and neither can a person.")
        raise ConflictError("cannot-end", what)
    if party.ended_on is not None:
        raise ConflictError("ended-already", message("party", "This party has ended already."))
    day = on or now().date()
    party.ended_on = day
    party.version = F("version") + 1
    party.save(update_fields=["ended_on", "version"])
    party.refresh_from_db()
    _end_all(party, day)
    record(actor, "end party", party_id=party.pk, object_ref=_ref(party), detail={"on": day.isoformat()})
    return party


@transaction.atomic
def add_membership(
    actor: Acting, member_id: UUID, of_id: UUID, *, role: str = "", since: date | None = None
) -> Membership:
    """Make a party a member of another from a day on.

    To become a part of an organisation gives that organisation power, so both sides must be in the actor's hands.
    """
    member, of = get_party(actor, member_id), get_party(actor, of_id)
    actor.require("add member", of)
    if rules.is_part_of(Kind(member.kind), Kind(of.kind)):
        actor.require("add member", member)
    return _join(actor, member, of, role=_role(role), since=since or now().date())


@dataclass(frozen=True, slots=True)
class NewMember:
    """A party that becomes a member."""

    party: Party
    since: date
    role: str = ""


@transaction.atomic
def add_members(actor: Acting, of_id: UUID, wanted: Sequence[NewMember]) -> list[Membership]:
    """Make parties members of another that they do not become a part of: once for each; one that cannot refuses all."""
    of = get_party(actor, of_id)
    actor.require("add member", of)
    one_at_a_time(MEMBERSHIPS)
    for one in wanted:
        if rules.is_part_of(Kind(one.party.kind), Kind(of.kind)) or not rules.may_be_member(
            Kind(one.party.kind), Kind(of.kind)
        ):
            raise _unfit(one.party, of)
        if one.party.ended_on or of.ended_on:
            raise _ended()
    _refuse_members_and_circles(of, wanted)
    made = Membership.objects.bulk_create(
        [Membership(member=one.party, of=of, role=_role(one.role), part=False, since=one.since) for one in wanted],
        batch_size=500,
    )
    record_many(actor, [_joined(membership) for membership in made])
    return made


def _refuse_members_and_circles(of: Party, wanted: Sequence[NewMember]) -> None:
    """Nobody among these is a member already, and none stands above the party: joining changes nothing above it."""
    since = min((one.since for one in wanted), default=now().date())
    lasting = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=since))
    members = set(lasting.filter(of=of).values_list("member_id", flat=True))
    pairs = _pairs_above(of.pk, lasting)
    for one in wanted:
        if one.party.pk in members:
            raise _member_already()
        if rules.would_close_circle(one.party.pk, of.pk, pairs):
            raise _circle()
        members.add(one.party.pk)


@transaction.atomic
def end_membership(actor: Acting, membership_id: UUID, *, on: date | None = None) -> Membership:
    """End a membership on a day; either side may. An end that has been set is not moved."""
    membership = get_membership(actor, membership_id)
    one_at_a_time(MEMBERSHIPS)
    membership.refresh_from_db()
    side = membership.member if actor.may("end membership", membership.member) else membership.of
    actor.require("end membership", side)
    if membership.until is not None:
        raise ConflictError("ended-already", message("party", "This membership has ended already."))
    day = on or now().date()
    if day < membership.since:
        raise InputError("ends-before-start", message("party", "It cannot end before it began."), where="on")
    membership.until = day
    membership.save(update_fields=["until"])
    detail = {"of": str(membership.of_id), "on": day.isoformat()}
    record(
        actor, "end membership", party_id=membership.member_id, object_ref=f"membership:{membership.pk}", detail=detail
    )
    return membership


def _join(actor: Acting, member: Party, of: Party, *, role: str, since: date) -> Membership:
    one_at_a_time(MEMBERSHIPS)
    if not rules.may_be_member(Kind(member.kind), Kind(of.kind)):
        raise _unfit(member, of)
    if member.ended_on or of.ended_on:
        raise _ended()
    lasting = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=since))
    if lasting.filter(member=member, of=of).exists():
        raise _member_already()
    if rules.would_close_circle(member.pk, of.pk, _pairs_above(of.pk, lasting)):
        raise _circle()
    part = rules.is_part_of(Kind(member.kind), Kind(of.kind))
    membership = Membership.objects.create(member=member, of=of, role=role, part=part, since=since)
    record_many(actor, [_joined(membership)])
    return membership


def _joined(membership: Membership) -> Deed:
    detail = {"of": str(membership.of_id), "role": membership.role, "since": membership.since.isoformat()}
    return Deed("add member", membership.member_id, f"membership:{membership.pk}", detail)


def _role(text: str) -> str:
    return clean_name(text, longest=80, where="role", required=False)


def _ended() -> ConflictError:
    return ConflictError("ended-already", message("party", "One of the two has ended."))


def _member_already() -> ConflictError:
    return ConflictError("member-already", message("party", "It is a member already."))


def _circle() -> InputError:
    return InputError("circle", message("party", "Something would become a member of itself."), where="of")


def _pairs_above(start: UUID, lasting: QuerySet[Membership]) -> list[tuple[UUID, UUID]]:
    """Memberships (member, of) that lead upward from a party: one query per step up, however many members there are."""
    pairs: list[tuple[UUID, UUID]] = []
    seen: set[UUID] = set()
    here = {start}
    while here:
        found = list(lasting.filter(member_id__in=here).values_list("member_id", "of_id"))
        pairs += found
        seen |= here
        here = {of for _member, of in found} - seen
    return pairs


def _end_all(party: Party, day: date) -> None:
    """Memberships end that day; those that had not begun end on the day they would have begun."""
    open_now = Membership.objects.filter(Q(member=party) | Q(of=party), until__isnull=True)
    open_now.filter(since__gt=day).update(until=F("since"))
    open_now.filter(since__lte=day).update(until=day)


def _held(actor: Acting, party_id: UUID) -> Party:
    """The party, if the actor sees it, kept from others until this transaction ends."""
    get_party(actor, party_id)
    try:
        return Party.objects.select_for_update().get(pk=party_id)
    except Party.DoesNotExist as error:
        raise NotFoundError from error


def _created(actor: Acting, wanted: Sequence[NewParty]) -> list[Party]:
    made = [
        Party(
            id=one.identifier or uuid4(),
            kind=_known_kind(one.kind),
            name=clean_name(one.name),
            short_name=clean_name(one.short_name, longest=LONGEST_SHORT_NAME, where="short_name", required=False),
            country=clean_country(one.country),
        )
        for one in wanted
    ]
    parties = Party.objects.bulk_create(made, batch_size=500)
    deeds = [Deed("register party", one.pk, _ref(one), {"kind": one.kind, "name": one.name}) for one in parties]
    record_many(actor, deeds)
    return parties


def _known_kind(kind: str) -> Kind:
    """Any kind but a person: people come with their accounts."""
    if kind not in set(Kind) - {Kind.PERSON}:
        what = message("party", "'{kind}' is not a kind of party that can be registered.", kind=kind[:30])
        raise InputError("kind-unknown", what, where="kind")
    return Kind(kind)


def _unfit(member: Party, of: Party) -> InputError:
    what = message("party", "A {member} cannot be a member of a {of}.", member=member.kind, of=of.kind)
    return InputError("kinds-do-not-fit", what, where="of")


def _ref(party: Party) -> str:
    return f"party:{party.pk}"
