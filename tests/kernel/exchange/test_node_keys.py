"""Keys of this node and of peers: replaced, stolen, and what goes on under the new ones."""

import secrets
from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import InputError
from comity.cli.main import main
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import services
from comity.kernel.exchange.cards import CardKey, read_card, signers
from comity.kernel.exchange.models import OwnKey, Peer, PeerKey, Record
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.queries.cards import own_keys
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.sealing import public_half
from comity.kernel.ledger.models import WatchedLog
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import sign_checkpoint
from comity.protocol.tree import root_hash
from comity.protocol.witness import AddCheckpoint
from tests.federation.simulator import ISSUED, SINCE, key


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def public(purpose):
    return [one.public for one in OwnKey.objects.filter(purpose=purpose, until=None)]


@pytest.mark.parametrize("purpose", [one.value for one in Purpose])
def test_every_key_can_be_replaced_and_known_keys_sign_the_card(node, house, purpose):
    services.issue_card(node)
    before = {one: public(one) for one in Purpose}
    card = services.replace_node_key(node, purpose)
    for one in Purpose:
        assert (public(one) == before[one]) is (one != purpose), one
    trusted = {Purpose.RECORD, Purpose.LOG}
    assert all(signers(card.envelope, before[one]) for one in trusted), "peers take it without people"
    read, _signed = read_card(card.envelope)
    assert len(read.public_keys(Purpose(purpose))) == 1
    assert sum(one.purpose is Purpose(purpose) for one in read.keys) == 2
    with pytest.raises(InputError):
        services.replace_node_key(node, "unknown")
    with pytest.raises(InputError):
        services.replace_node_key(node, purpose, compromised_at=now() + timedelta(days=1))
    assert house is not None


@pytest.mark.parametrize("purpose", ["record", "log"])
def test_a_stolen_key_does_not_sign_the_card(node, purpose):
    services.issue_card(node)
    before = public(purpose)
    card = services.replace_node_key(node, purpose, compromised_at=now())
    assert not signers(card.envelope, before)
    assert OwnKey.objects.get(public=before[0]).compromised_at is not None


def test_a_theft_takes_trust_from_every_key_in_use_since(node):
    services.issue_card(node)
    (first,) = public("log")
    services.replace_node_key(node, "log")
    (second,) = public("log")
    services.replace_node_key(node, "log", compromised_at=now() - timedelta(hours=1))
    stolen = set(OwnKey.objects.exclude(compromised_at=None).values_list("public", flat=True))
    assert stolen == {first, second}


def test_a_theft_of_yesterday_leaves_a_key_that_had_ended_before(node):
    services.issue_card(node)
    (first,) = public("record")
    services.replace_node_key(node, "record")
    OwnKey.objects.filter(public=first).update(until=now() - timedelta(days=3))
    services.replace_node_key(node, "record", compromised_at=now() - timedelta(days=1))
    assert OwnKey.objects.get(public=first).compromised_at is None


def test_what_was_sealed_for_the_old_key_is_read_and_new_things_use_the_new_one(node, partner, take):
    own = own_node()
    sealed_before, _ = partner.node.record(sealed_for={own.origin: public_half(own.identity.sealing_seed)})
    services.issue_card(node)
    card = services.replace_node_key(node, "sealing")
    (fresh,) = read_card(card.envelope)[0].public_keys(Purpose.SEALING)
    assert fresh != public_half(own.identity.sealing_seed)
    sealed_after, _ = partner.node.record(sealed_for={own.origin: fresh})
    partner.node.put(sealed_before, sealed_after)
    assert take(partner).refused == 0
    assert [one.content["title"] for one in Record.objects.all()] == ["Title", "Title"]


def test_we_seal_with_the_new_key_of_a_peer(node, partner, publish):
    from comity.kernel.exchange.sealing import open_fields

    old = partner.node.sealing
    partner.node.old_keys.append(CardKey(Purpose.SEALING, public_half(old), SINCE, ISSUED))
    partner.node.sealing = secrets.token_bytes(32)
    partner.node.serial += 1
    services.take_card(node, partner.peer.pk, partner.node.card())
    record = publish(recipients=[partner.node.origin], sealed=True)
    assert '"T"' in open_fields(record.sealed, partner.node.sealing)
    with pytest.raises(InputError):
        open_fields(record.sealed, old)


def rotated_log(partner, *, compromised_at=None):
    old = partner.node.log
    partner.node.old_keys.append(CardKey(Purpose.LOG, old.verifier.vkey, SINCE, ISSUED, compromised_at))
    partner.node.log = key(old.name)
    partner.node.serial += 1
    return old


def ask_us_to_witness(partner, size, keys, old=0):
    from comity.kernel.ledger.witnessing import answer_request

    root = root_hash([bytes([n]) * 32 for n in range(size)])
    note = sign_checkpoint(Checkpoint(partner.node.origin, size, root), keys)
    return answer_request(AddCheckpoint(old, (), note.data).data).status


def test_a_peers_log_goes_on_under_its_new_key(node, partner):
    assert ask_us_to_witness(partner, 1, [partner.node.log]) == 200
    old = rotated_log(partner)
    services.take_card(node, partner.peer.pk, partner.node.card(signed_by=[partner.node.records, old]))
    watched = WatchedLog.objects.get(origin=partner.node.origin)
    assert (watched.verifier_key, watched.size) == (partner.node.log.verifier.vkey, 1)
    assert ask_us_to_witness(partner, 1, [partner.node.log], old=1) == 200
    assert ask_us_to_witness(partner, 1, [partner.node.log, old], old=1) == 200
    assert ask_us_to_witness(partner, 1, [old], old=1) == 403, "the old key alone speaks for it no more"
    assert Peer.objects.get().state == "confirmed"


def test_a_new_log_key_that_the_old_one_did_not_sign_waits_for_people(node, partner):
    old = rotated_log(partner, compromised_at=ISSUED)
    card = partner.node.card(signed_by=[partner.node.records, partner.node.log])
    assert services.take_card(node, partner.peer.pk, card).state == "suspended"
    assert WatchedLog.objects.get().verifier_key == old.verifier.vkey
    peer = services.take_card(node, partner.peer.pk, card, how="page")
    assert (peer.state, WatchedLog.objects.get().is_active) == ("introduced", False)
    assert ask_us_to_witness(partner, 1, [old]) == 404, "for the stolen key nothing is signed"
    services.confirm_peer(node, peer.pk, peer.fingerprint)
    assert ask_us_to_witness(partner, 1, [partner.node.log]) == 200
    assert PeerKey.objects.get(public=old.verifier.vkey).compromised_at == ISSUED


def test_the_page_the_interface_and_the_command_say_how_the_keys_stand(node, house, client, capsys):
    services.issue_card(node)
    assert main(["node", "keys", "--replace", "log", "--json"]) == 0
    assert '"signs_until": "20' in capsys.readouterr().out
    services.replace_node_key(node, "sealing", compromised_at=now())
    held = house.person("Ada", house.operator, Role.ADMINISTRATOR)
    client.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/exchange/").content.decode()
    assert page.count("signs heads of the log beside the new one until") == 1
    assert "stolen" in page
    told = client.get("/api/v1/exchange/node/keys").json()
    assert (len(told), sum(one["until"] is not None for one in told)) == (7, 2)
    assert own_keys(Actor.visitor("somebody")) == []
