"""The card of this node: issued anew whenever what stands on it changes, and signed by the keys that peers know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.exchange.cards import Card, CardKey, CardParty, read_card, write_card
from comity.kernel.exchange.models import OwnCard, OwnKey
from comity.kernel.exchange.own_node import OwnNode, own_node
from comity.kernel.exchange.rules import Purpose, hash_text
from comity.kernel.exchange.sealing import public_half
from comity.kernel.ledger.identity import SEALING, replace_key
from comity.kernel.parties.locks import one_at_a_time
from comity.protocol.keys import SigningKey

LOCK = "own card"
REPLACEABLE = {
    Purpose.RECORD: "records",
    Purpose.REQUEST: "requests",
    Purpose.SEALING: SEALING,
    Purpose.LOG: "log",
    Purpose.WITNESS: "witness",
}


@transaction.atomic
def issue_card(actor: Actor) -> OwnCard:
    """The card of this node as it is now: the newest one, or a new one where something on it has changed."""
    actor.require("issue card")
    one_at_a_time(LOCK)
    own = own_node()
    _note_keys(own)
    return _issued(actor, own, [own.identity.records, own.identity.log])


@transaction.atomic
def replace_node_key(actor: Actor, purpose: str, *, compromised_at: datetime | None = None) -> OwnCard:
    """A new key for one purpose. Peers take it from the next card, which keys that they know sign too.

    With `compromised_at`, the keys in use since then are said to be stolen, and do not sign the card. Where it was the
    key for records or of the log, people at every peer must compare fingerprints once more, and what a stolen key
    signed since that moment counts no more there. What was sealed for an old key can be opened here as before.
    """
    actor.require("change node keys")
    one_at_a_time(LOCK)
    if purpose not in REPLACEABLE:
        what = message("exchange", "This node has no key for that purpose.")
        raise InputError("key-unknown", what, where="purpose")
    if compromised_at is not None and compromised_at > now():
        what = message("exchange", "A key cannot have been stolen in the future.")
        raise InputError("compromised-later", what, where="compromised_at")
    own, name = own_node(), REPLACEABLE[Purpose(purpose)]
    _note_keys(own)
    old = _public(own, Purpose(purpose))
    _end(purpose, old, compromised_at)
    known: list[SigningKey] = [own.identity.records, own.identity.log]
    if compromised_at is not None:
        known = [key for key in known if key.verifier.vkey != old]
    replace_key(name, stolen=compromised_at is not None)
    own = own_node()
    _note_keys(own)
    detail: Detail = {
        "purpose": purpose,
        "old": _short(old),
        "new": _short(_public(own, Purpose(purpose))),
        "compromised": compromised_at is not None,
    }
    record(actor, "change node keys", party_id=own.party.pk, object_ref="node", detail=detail)
    return _issued(actor, own, list(dict.fromkeys([own.identity.records, own.identity.log, *known])))


def _end(purpose: str, old: str, compromised_at: datetime | None) -> None:
    """The old key ends now. A theft takes trust from every key of this purpose that was in use since."""
    OwnKey.objects.filter(public=old).update(until=now())
    if compromised_at is not None:
        since = OwnKey.objects.filter(purpose=purpose, compromised_at=None, until__gte=compromised_at)
        since.update(compromised_at=compromised_at)


def _public(own: OwnNode, purpose: Purpose) -> str:
    """The public half of a key as it stands on the card."""
    return next(public for public, what in _present(own).items() if what is purpose)


def _short(public: str) -> str:
    """A public key as it can be told from others in the audit trail."""
    return hash_text(public)[:16]


def _issued(actor: Actor, own: OwnNode, keys: Sequence[SigningKey]) -> OwnCard:
    newest = OwnCard.objects.first()
    card = _card(own, serial=1 + (newest.serial if newest else 0))
    if newest is not None and _says_the_same(newest, card):
        return newest
    made = OwnCard.objects.create(
        serial=card.serial, envelope=write_card(card, keys), fingerprint=card.fingerprint, at=card.issued
    )
    detail: Detail = {"serial": card.serial, "fingerprint": card.fingerprint}
    record(actor, "issue card", party_id=own.party.pk, object_ref="node", detail=detail)
    return made


def _card(own: OwnNode, *, serial: int) -> Card:
    party = own.party
    return Card(
        origin=own.origin,
        name=party.name,
        address=own.address,
        party=CardParty(str(party.pk), party.kind, party.name, party.short_name, party.country),
        keys=tuple(
            CardKey(Purpose(one.purpose), one.public, one.since, one.until, one.compromised_at)
            for one in OwnKey.objects.all()
        ),
        serial=serial,
        issued=now(),
    )


def _says_the_same(newest: OwnCard, card: Card) -> bool:
    known, _signed = read_card(newest.envelope)
    return (known.origin, known.name, known.address, known.party, known.keys) == (
        card.origin,
        card.name,
        card.address,
        card.party,
        card.keys,
    )


def _note_keys(own: OwnNode) -> None:
    """Keys that were made at the machine, as rows with the moment since when they count; others have ended."""
    present = _present(own)
    for public, purpose in present.items():
        OwnKey.objects.get_or_create(public=public, defaults={"purpose": purpose, "since": now()})
    OwnKey.objects.filter(until=None).exclude(public__in=list(present)).update(until=now())


def _present(own: OwnNode) -> dict[str, Purpose]:
    identity = own.identity
    return {
        identity.records.verifier.vkey: Purpose.RECORD,
        identity.requests.verifier.vkey: Purpose.REQUEST,
        identity.log.verifier.vkey: Purpose.LOG,
        identity.witness.verifier.vkey: Purpose.WITNESS,
        public_half(identity.sealing_seed): Purpose.SEALING,
    }
