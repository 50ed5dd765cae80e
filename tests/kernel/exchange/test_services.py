"""Writes: peers, cards, agreements, publishing, notices, receipts; each leaves an entry, and asks the policy."""

import json
import uuid

import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange import services
from comity.kernel.exchange.delivering import page_for
from comity.kernel.exchange.models import Notice, Outgoing, OwnCard, Peer, PeerKey, Receipt, Record
from comity.kernel.exchange.queries import acknowledgements
from comity.kernel.exchange.rules import START
from comity.kernel.exchange.services.questions import answer_question
from comity.kernel.ledger.models import LogEntry
from tests.federation.simulator import ISSUED, SimulatedNode


def items(partner, after=0):
    partner.peer.refresh_from_db()
    return json.loads(page_for(partner.peer, after, 500))["items"]


def test_an_introduced_peer_gets_nothing_before_people_confirm_and_agree(node, publish):
    other = SimulatedNode("b.test")
    peer = services.add_peer(node, other.card())
    publish()
    assert not Outgoing.objects.exists()
    with pytest.raises(InputError):
        services.confirm_peer(node, peer.pk, "0" * 64)
    services.confirm_peer(node, peer.pk, peer.fingerprint)
    publish()
    assert not Outgoing.objects.exists()
    services.set_agreement(node, peer.pk, "bulletin", may_send=True, may_receive=False)
    publish()
    assert Outgoing.objects.count() == 1
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"introduce peer", "confirm peer", "set agreement", "publish record"} <= verbs


def test_a_peer_is_introduced_once_and_we_are_no_peer(node, house):
    other = SimulatedNode("b.test")
    services.add_peer(node, other.card())
    with pytest.raises(ConflictError):
        services.add_peer(node, other.card())
    own = SimulatedNode("c.test", party=str(house.operator.pk))
    with pytest.raises(ConflictError):
        services.add_peer(node, own.card())


def test_a_card_cannot_take_over_a_party_that_is_known_here(node, house):
    with pytest.raises(ConflictError):  # a laboratory here, an organisation there
        services.add_peer(node, SimulatedNode("b.test", party=str(house.laboratory.pk)).card())
    house.ministry.refresh_from_db()
    services.add_peer(node, SimulatedNode("c.test", party=str(house.ministry.pk)).card())
    house.ministry.refresh_from_db()
    assert house.ministry.name == "Ministry"


def test_suspended_peers_wait_and_ended_ones_do_not_come_back(node, partner, publish):
    services.suspend_peer(node, partner.peer.pk, "a test")
    publish()
    assert not Outgoing.objects.exists()
    services.resume_peer(node, partner.peer.pk)
    services.end_peer(node, partner.peer.pk, "a test")
    with pytest.raises(ConflictError):
        services.resume_peer(node, partner.peer.pk)


def test_keys_that_end_stay_known(node, partner):
    old = partner.node.rotate()
    services.take_card(
        node, partner.peer.pk, partner.node.card(signed_by=[partner.node.records, old, partner.node.log])
    )
    partner.peer.refresh_from_db()
    assert (partner.peer.state, partner.peer.serial) == ("confirmed", 2)
    assert PeerKey.objects.filter(peer=partner.peer, purpose="record").count() == 2
    assert services.take_card(node, partner.peer.pk, partner.node.card(serial=1)).serial == 2
    with pytest.raises(InputError):
        services.take_card(node, partner.peer.pk, SimulatedNode("x.test").card(serial=9))


def test_our_card_is_issued_anew_only_when_something_changed(node, settings):
    first = services.issue_card(node)
    assert services.issue_card(node) == first
    settings.ADDRESS = "https://elsewhere.example"
    assert services.issue_card(node).serial == first.serial + 1
    assert OwnCard.objects.count() == 2


def test_a_replaced_key_signs_the_card_that_names_its_successor(node, settings, tmp_path):
    from comity.kernel.exchange.cards import read_card, signers
    from comity.kernel.ledger.identity import node_identity

    settings.DATA = tmp_path
    before = node_identity().records.verifier.vkey
    services.issue_card(node)
    card = services.replace_node_key(node, "record")
    after = node_identity().records.verifier.vkey
    assert signers(card.envelope, [before, after]) == {before, after}
    stolen = services.replace_node_key(node, "record", compromised_at=ISSUED)
    assert after not in signers(stolen.envelope, [after])
    assert any(one.compromised_at for one in read_card(stolen.envelope)[0].keys)


def test_publishing_is_all_or_nothing(node, partner, label):
    before = LogEntry.objects.count()
    drafts = [services.Draft("bulletin", {"title": "T", "text": ""}, label()) for _ in range(3)]
    with pytest.raises(InputError):
        services.publish_records(node, [*drafts, services.Draft("bulletin", {"text": "no title"}, label())])
    assert not Record.objects.exists()
    assert LogEntry.objects.count() == before
    partner.peer.refresh_from_db()
    assert (partner.peer.queued, partner.peer.queued_digest) == (0, START)


def test_only_for_the_originator(house, label, node):
    analyst = house.actor("Ana", house.laboratory)
    mine = label(originator=str(house.laboratory.pk))
    assert (
        services.publish_record(analyst, "bulletin", {"title": "T", "text": ""}, mine).originator == house.laboratory.pk
    )
    with pytest.raises(NotAllowedError):
        services.publish_record(analyst, "bulletin", {"title": "T", "text": ""}, label())
    observer = house.actor("Oda", house.laboratory, "observer")
    with pytest.raises(NotAllowedError):
        services.publish_record(observer, "bulletin", {"title": "T", "text": ""}, mine)
    with pytest.raises(InputError):
        services.publish_record(node, "no-such-type", {}, label())


def test_the_label_decides_who_gets_it(meet, publish, label):
    one, other = meet("b.test"), meet("c.test")
    publish(given=label(tlp="AMBER", releasable_to=[one.node.party]))
    publish(given=label(not_releasable_to=[one.node.party]))
    publish(given=label(purposes=["criminal-investigation"]))
    assert (len(items(one)), len(items(other))) == (1, 1)


def test_a_purpose_that_was_agreed(node, partner, publish, label):
    services.set_agreement(
        node, partner.peer.pk, "bulletin", may_send=True, may_receive=True, purposes=["criminal-investigation"]
    )
    publish(given=label(purposes=["criminal-investigation"]))
    publish(given=label(purposes=["public-health"]))
    assert len(items(partner)) == 1


def test_named_recipients_and_nobody_else(meet, publish):
    one, other = meet("b.test"), meet("c.test")
    publish(recipients=[one.node.origin])
    assert (len(items(one)), len(items(other))) == (1, 0)
    with pytest.raises(InputError):
        publish(recipients=["d.test/log"])


def test_a_field_that_a_peer_may_not_see_is_withheld_there(meet, publish, label):
    from comity.kernel.exchange.contents import read_record
    from comity.kernel.exchange.own_node import own_node

    one, other = meet("b.test"), meet("c.test")
    strict = label(tlp="RED", releasable_to=[one.node.party])
    publish({"title": "T", "text": "secret"}, field_labels={"/text": strict})
    (full,), (less,) = items(one), items(other)
    key = own_node().identity.records.verifier
    assert read_record(full["envelope"], full["statement"], full["fields"], [key]).content["text"] == "secret"
    read = read_record(less["envelope"], less["statement"], less["fields"], [key])
    assert (read.content, read.withheld) == ({"title": "T"}, 1)
    assert "secret" not in json.dumps(less)


def test_sealed_for_one_over_a_relay(meet, publish, label):
    from comity.kernel.exchange.sealing import open_fields

    hub = meet("hub.test", relay=True, served=True)
    far = meet("far.test", through=hub.peer.pk)
    given = label(tlp="RED", releasable_to=[far.node.party])
    publish({"title": "secret", "text": ""}, given=given, recipients=[far.node.origin], sealed=True)
    (item,) = items(hub)
    assert "fields" not in item
    assert "secret" in open_fields(item["sealed"], far.node.sealing)
    assert not Outgoing.objects.filter(peer=far.peer).exists()


def test_a_next_version_supersedes_and_whoever_may_not_see_it_is_told(meet, publish, label):
    one, other = meet("b.test"), meet("c.test")
    first = publish()
    second = publish(given=label(tlp="AMBER", releasable_to=[one.node.party]), supersedes=first)
    assert (second.version, second.record_id) == (2, first.record_id)
    first.refresh_from_db()
    assert first.state == "superseded"
    assert [item["kind"] for item in items(one)] == ["record", "record"]
    assert [item["kind"] for item in items(other)] == ["record", "notice"]
    with pytest.raises(ConflictError):
        publish(supersedes=first)


def test_a_recall_reaches_whoever_was_sent_it_and_shows_who_has_not_answered(meet, publish, node):
    one, other = meet("b.test"), meet("c.test")
    record = publish()
    services.set_agreement(node, other.peer.pk, "bulletin", may_send=False, may_receive=False)
    services.recall_record(node, record, "It was wrong.")
    assert [len(items(one)), len(items(other))] == [2, 2]
    assert items(one)[0].get("fields") is None, "a recalled record goes without its content"
    one.peer.refresh_from_db()
    note = one.node.receipt(record.origin, [(record.record_id, 1, "received"), (record.record_id, 1, "recalled")])
    services.take_receipts(node, one.peer.pk, through=2, digest=one.peer.queued_digest, notes=[note, note])
    states = {each.node: each.missing for each in acknowledgements(node, record)}
    assert states == {one.node.origin: (), other.node.origin: ("recalled",)}
    assert Receipt.objects.count() == 2
    with pytest.raises(ConflictError):
        services.recall_record(node, record, "Again.")


def test_narrowing_only_narrows(publish, label, node, partner):
    record = publish()
    with pytest.raises(InputError):
        services.narrow_record(node, record, label(tlp="CLEAR"), "wider")
    services.narrow_record(node, record, label(tlp="AMBER"), "narrower")
    record.refresh_from_db()
    assert record.handling.tlp == "AMBER"
    assert "fields" not in items(partner)[0], "what was not fetched yet goes under the new label"


def test_withdrawing_needs_a_reason_and_ones_own_record(node, publish, partner, take):
    record = publish()
    with pytest.raises(InputError):
        services.withdraw_record(node, record, "  ")
    services.withdraw_record(node, record, "over")
    assert Notice.objects.get().what == "withdrawn"
    partner.node.put(partner.node.record()[0])
    take(partner)
    with pytest.raises(NotFoundError):
        services.withdraw_record(node, Record.objects.exclude(received_from=None).get(), "not ours")


def test_receipts_must_fit_our_history_and_be_signed_by_whom_they_name(node, partner, publish, meet):
    record = publish()
    partner.peer.refresh_from_db()
    with pytest.raises(ConflictError):
        services.take_receipts(node, partner.peer.pk, through=1, digest="0" * 64, notes=[])
    with pytest.raises(ConflictError):
        services.take_receipts(node, partner.peer.pk, through=9, digest=partner.peer.queued_digest, notes=[])
    third = meet("c.test")
    line = [(record.record_id, 1, "received")]
    notes = [
        third.node.receipt(record.origin, line),
        partner.node.receipt(record.origin, line, node="c.test/log"),
        "{}",
    ]
    taken = services.take_receipts(node, partner.peer.pk, through=0, digest=START, notes=notes)
    assert (taken.notes, len(taken.refused), Receipt.objects.count()) == (0, 3, 0)


def test_numbers_in_an_outbox_have_no_gap(partner, publish):
    for _ in range(5):
        publish()
    assert [one["sequence"] for one in items(partner)] == [1, 2, 3, 4, 5]
    assert [one["sequence"] for one in items(partner, after=3)] == [4, 5]
    assert page_for(Peer.objects.get(), 9, 5) is None


def test_questions_are_answered_only_where_that_was_agreed(node, partner):
    from comity.kernel.exchange.records import register_question

    register_question("spectrum", lambda _actor, asker, asked: {"origin": asker.origin, "asked": asked["n"]})
    with pytest.raises(NotFoundError):
        answer_question(node, partner.peer.pk, "spectrum", {"n": 1})
    services.set_agreement(node, partner.peer.pk, "question:spectrum", may_send=False, may_receive=True)
    answer = answer_question(node, partner.peer.pk, "spectrum", {"n": 1})
    assert answer == {"origin": partner.node.origin, "asked": 1}
    with pytest.raises(NotFoundError):
        answer_question(node, partner.peer.pk, "no-such", {})


def test_agreements_name_types_and_roles_that_there_are(node, partner):
    for given in ({"record_type": "No Such"}, {"record_type": "bulletin", "roles": ["king"]}):
        with pytest.raises(InputError):
            services.set_agreement(node, partner.peer.pk, may_send=True, may_receive=True, **given)
    with pytest.raises(NotFoundError):
        services.set_agreement(node, uuid.uuid4(), "bulletin", may_send=True, may_receive=True)
