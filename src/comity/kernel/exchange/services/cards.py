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
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.sealing import public_half
from comity.kernel.ledger.identity import replace_key
from comity.kernel.parties.locks import one_at_a_time
from comity.protocol.keys import SigningKey

LOCK = "own card"
REPLACEABLE = {Purpose.RECORD: "records", Purpose.REQUEST: "requests"}


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
    """A new key for records or requests. Peers take it from the next card, which the old key signs too.

    With `compromised_at`, the old key is said to be stolen since then, and does not sign the card: people at every
    peer must compare fingerprints once more, and what the old key signed since that moment counts no more there.
    """
    actor.require("change node keys")
    one_at_a_time(LOCK)
    if purpose not in REPLACEABLE:
        what = message("exchange", "Keys can be replaced for records and for requests.")
        raise InputError("key-fixed", what, where="purpose")
    own = own_node()
    _note_keys(own)
    old: SigningKey = getattr(own.identity, REPLACEABLE[Purpose(purpose)])
    OwnKey.objects.filter(public=old.verifier.vkey).update(until=now(), compromised_at=compromised_at)
    replace_key(REPLACEABLE[Purpose(purpose)])
    own = own_node()
    _note_keys(own)
    also = [old] if purpose == Purpose.RECORD and compromised_at is None else []
    detail: Detail = {"purpose": purpose, "old": old.verifier.key_id.hex(), "compromised": compromised_at is not None}
    record(actor, "change node keys", party_id=own.party.pk, object_ref="node", detail=detail)
    return _issued(actor, own, [own.identity.records, *also, own.identity.log])


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
    """Keys that were made at the machine, as rows with the moment since when they count."""
    identity = own.identity
    present = {
        identity.records.verifier.vkey: Purpose.RECORD,
        identity.requests.verifier.vkey: Purpose.REQUEST,
        identity.log.verifier.vkey: Purpose.LOG,
        identity.witness.verifier.vkey: Purpose.WITNESS,
        public_half(identity.sealing_seed): Purpose.SEALING,
    }
    for public, purpose in present.items():
        OwnKey.objects.get_or_create(public=public, defaults={"purpose": purpose, "since": now()})
