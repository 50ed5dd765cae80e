"""What comes from a peer: taken in once, in order, verified; what is wrong is refused alone, with its evidence."""

from __future__ import annotations

import json
import random
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.errors import ConflictError, InputError
from comity.kernel.exchange.models import Cursor, Notice, Receipt, ReceiptNote, Record, Refusal
from comity.kernel.exchange.records import RecordType, register
from comity.kernel.exchange.rules import RecordState, What
from comity.kernel.exchange.services import Page, receive_page, retry_refused
from comity.kernel.exchange.statements import RECEIPT, ReceiptStatement, open_statement
from tests.federation.simulator import ISSUED, SimulatedNode


def codes(partner):
    return list(Refusal.objects.filter(peer=partner.peer).order_by("sequence").values_list("code", flat=True))


def test_a_record_is_kept_as_it_was_signed_and_acknowledged(partner, take):
    item, said = partner.node.record({"title": "A", "text": "B", "later": {"n": 1.50}})
    partner.node.put(item)
    outcome = take(partner)
    kept = Record.objects.get()
    assert (outcome.taken, outcome.refused, outcome.more) == (1, 0, False)
    assert (kept.envelope, kept.statement, kept.fields) == (item["envelope"], item["statement"], item["fields"])
    assert kept.content == {"title": "A", "text": "B", "later": {"n": 1.5}}
    assert (kept.record_id, kept.origin, kept.received_from) == (said.record_id, partner.node.origin, partner.peer)
    note = ReceiptNote.objects.get()
    from comity.kernel.exchange.own_node import own_node

    signed = open_statement(RECEIPT, note.envelope, [own_node().identity.records.verifier])
    assert ReceiptStatement.from_data(signed.data, 10).lines[0].record_id == said.record_id


def test_nothing_is_lost_or_doubled_however_often_and_wherever_the_line_is_cut(partner, take):
    for _ in range(23):
        partner.node.put(partner.node.record()[0])
    chooser, trials = random.Random(4), 0  # noqa: S311 - repeatable
    while Cursor.objects.get(peer=partner.peer).count < 23:
        trials += 1
        limit = chooser.randint(1, 7)
        after = Cursor.objects.get(peer=partner.peer).count
        text = json.dumps(partner.node.page(after, limit))
        if chooser.random() < 0.5:
            with pytest.raises(json.JSONDecodeError):
                json.loads(text[: chooser.randrange(1, len(text))])  # what the client would have got
            continue
        take(partner, limit=limit)
        if chooser.random() < 0.3:  # the answer to our receipts was lost: the same page once more
            with pytest.raises(ConflictError):
                take(partner, data=json.loads(text))
    assert Record.objects.count() == 23
    assert Cursor.objects.get(peer=partner.peer).digest == partner.node.digests[-1]
    print(f"cuts and repetitions: {trials} trials")  # noqa: T201 - the number is asked for


def test_the_same_record_twice_is_kept_once(partner, take):
    item, _ = partner.node.record()
    partner.node.put(item, item)
    outcome = take(partner)
    assert (outcome.taken, outcome.known, Record.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page["items"].reverse(),
        lambda page: page["items"].pop(0),
        lambda page: page["items"].append(page["items"][0]),
        lambda page: page.update(digest="0" * 64),
        lambda page: page["items"][0].update(sequence=2),
        lambda page: page.update(after=1),
        lambda page: page.update(count=0),
        lambda page: page["items"][1].update(envelope=page["items"][0]["envelope"]),
    ],
)
def test_a_page_that_does_not_continue_is_refused_whole(partner, take, spoil):
    partner.node.put(*(partner.node.record()[0] for _ in range(3)))
    page = partner.node.page()
    spoil(page)
    with pytest.raises(ConflictError):
        take(partner, data=page)
    assert not Record.objects.exists()
    assert Cursor.objects.get(peer=partner.peer).count == 0


def test_a_peer_that_was_set_back_is_found_out(partner, take):
    partner.node.put(*(partner.node.record()[0] for _ in range(3)))
    take(partner)
    again = SimulatedNode("b.test")
    again.put(partner.node.record()[0])
    with pytest.raises(ConflictError) as found:
        take(partner, data=again.page(0) | {"after": 3, "through": 3, "items": [], "count": 1})
    assert found.value.code == "page-out-of-order"


def test_one_wrong_item_harms_no_other(partner, take):
    forged, _ = partner.node.record(by=SimulatedNode("x").records)
    altered = partner.node.record()[0]
    altered["fields"] = altered["fields"].replace("Text", "Tixt")
    unfit = partner.node.record({"text": "no title"})[0]
    partner.node.put(partner.node.record()[0], forged, altered, unfit, partner.node.record()[0])
    outcome = take(partner)
    assert (outcome.taken, outcome.refused) == (2, 3)
    assert codes(partner) == ["envelope-threshold", "field-altered", "record-unfit"]
    assert Refusal.objects.first().item
    assert Cursor.objects.get(peer=partner.peer).count == 5


def test_the_label_cannot_be_changed_on_the_way(meet, take):
    hub, far = meet("hub.test", relay=True, served=True), meet("c.test")
    strict, _ = far.node.record(label={"tlp": "GREEN", "onward": "none"})
    wide, _ = far.node.record(label={"tlp": "CLEAR", "onward": "listed"})
    mixed = strict | {"statement": wide["statement"]}  # the hub swaps the label
    hub.node.put(mixed, strict, wide)
    outcome = take(hub)
    assert (outcome.taken, codes(hub)) == (1, ["field-altered", "passed-on-against-label"])


def test_a_peer_that_is_no_relay_cannot_pass_on(meet, take):
    other, far = meet("b.test"), meet("c.test")
    other.node.put(far.node.record(label={"onward": "listed"})[0])
    take(other)
    assert codes(other) == ["not-a-relay"]


def test_what_the_label_does_not_let_us_see_is_refused(partner, take):
    item, _ = partner.node.record(label={"tlp": "AMBER", "releasable_to": [str(uuid.uuid4())]})
    partner.node.put(item)
    take(partner)
    assert codes(partner) == ["not-for-us"]


def test_what_was_not_agreed_is_refused_and_can_be_tried_again(node, partner, take):
    from comity.kernel.exchange.services import set_agreement

    set_agreement(node, partner.peer.pk, "bulletin", may_send=True, may_receive=False)
    partner.node.put(partner.node.record()[0])
    take(partner)
    assert codes(partner) == ["not-agreed"]
    set_agreement(node, partner.peer.pk, "bulletin", may_send=True, may_receive=True)
    assert retry_refused(node, partner.peer.pk).taken == 1
    assert Refusal.objects.get().resolved_at is not None
    assert Record.objects.count() == 1


def test_nobody_speaks_for_another_party(house, meet, take):
    other, third = meet("b.test"), meet("c.test")
    ours = {"originator": house.operator.pk, "label": {"originator": str(house.operator.pk)}}
    theirs = {"originator": uuid.UUID(third.node.party), "label": {"originator": third.node.party}}
    differing = {"label": {"originator": third.node.party}}
    other.node.put(*(other.node.record(**one)[0] for one in (ours, theirs, differing)))
    take(other)
    assert codes(other) == ["not-the-originator"] * 3


def test_two_versions_with_one_number_are_evidence(partner, take):
    record_id = uuid.uuid4()
    partner.node.put(*(partner.node.record({"title": t, "text": ""}, record_id=record_id)[0] for t in "ab"))
    take(partner)
    assert codes(partner) == ["two-versions"]
    assert Record.objects.get().content["title"] == "a"


def test_versions_count_by_number_in_whatever_order_they_come(partner, take):
    record_id = uuid.uuid4()
    versions = [partner.node.record(record_id=record_id, version=n, supersedes=n - 1 or None)[0] for n in (1, 2, 3)]
    partner.node.put(versions[2], versions[0])
    take(partner)
    partner.node.put(versions[1])
    take(partner)
    states = dict(Record.objects.values_list("version", "state"))
    assert states == {1: "superseded", 2: "superseded", 3: "current"}


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_recall_erases_and_a_recalled_version_does_not_come_back(partner, take, notice_first):
    item, said = partner.node.record()
    parts = [item, partner.node.notice(said)]
    partner.node.put(*(reversed(parts) if notice_first else parts))
    take(partner)
    partner.node.put(item)
    take(partner)
    kept = Record.objects.get()
    assert (kept.state, kept.fields, kept.content) == (RecordState.RECALLED, "", {})
    lines = [line[2] for note in ReceiptNote.objects.all() for line in json.loads(_payload(note))["lines"]]
    assert "recalled" in lines


def _payload(note):
    from comity.protocol.envelope import Envelope

    return Envelope.parse(note.envelope.encode()).payload


def test_only_the_origin_recalls(meet, take):
    other, third = meet("b.test", relay=True, served=True), meet("c.test")
    item, said = third.node.record(label={"onward": "listed"})
    other.node.put(item, other.node.notice(said))
    take(other)
    assert codes(other) == ["envelope-threshold"]
    assert Record.objects.get().state == RecordState.CURRENT


def test_narrowing_takes_it_away_from_whoever_may_not_see_it_any_more(partner, take):
    item, said = partner.node.record()
    narrow = {"tlp": "AMBER", "originator": partner.node.party, "releasable_to": [partner.node.party]}
    partner.node.put(item, partner.node.notice(said, What.NARROWED, label=narrow))
    take(partner)
    kept = Record.objects.get()
    assert (kept.handling.tlp, kept.fields) == ("AMBER", "")


def test_a_rotated_key_counts_for_its_time_and_a_stolen_one_no_more(node, partner, take):
    from comity.kernel.exchange.services import confirm_peer, take_card

    before, _ = partner.node.record()
    old = partner.node.rotate()
    take_card(node, partner.peer.pk, partner.node.card(signed_by=[partner.node.records, old, partner.node.log]))
    later, _ = partner.node.record(by=old, issued=ISSUED.replace(month=9))
    partner.node.put(before, later, partner.node.record(issued=ISSUED.replace(month=9))[0])
    take(partner)
    assert codes(partner) == ["envelope-threshold"]
    stolen = partner.node.rotate(compromised_at=ISSUED)
    take_card(node, partner.peer.pk, partner.node.card(), how="file")
    partner.peer.refresh_from_db()
    assert partner.peer.state == "introduced"
    confirm_peer(node, partner.peer.pk, partner.peer.fingerprint)
    backdated, _ = partner.node.record(by=stolen, issued=ISSUED.replace(month=2))
    partner.node.put(backdated)
    take(partner)
    assert codes(partner) == ["envelope-threshold", "envelope-threshold"]
    assert Record.objects.filter(doubtful=True).exists()


def test_a_stolen_record_key_alone_does_not_hand_the_node_over(node, partner):
    from comity.kernel.exchange.services import take_card

    thief = SimulatedNode("b.test", party=partner.node.party)
    thief.serial = 9
    card = thief.card(signed_by=[thief.records, partner.node.records])
    take_card(node, partner.peer.pk, card)
    partner.peer.refresh_from_db()
    assert (partner.peer.state, partner.peer.serial, partner.peer.fault) == ("suspended", 1, "card-not-in-order")
    take_card(node, partner.peer.pk, thief.card())
    partner.peer.refresh_from_db()
    assert partner.peer.serial == 1


def test_clocks_a_day_apart_are_no_reason_to_lose_anything(partner, take):
    from datetime import timedelta

    from comity.base.clock import now

    for days in (-1, 1):
        partner.node.put(partner.node.record(issued=now() + timedelta(days=days))[0])
    assert take(partner).taken == 2


def test_unknown_types_and_fields_survive_a_relay_byte_for_byte(meet, take):
    hub_side, far = meet("b.test", "*"), meet("c.test", "*", served=True)
    item, _ = hub_side.node.record(
        {"x": [1, {"y": "\u2028é"}], "z": 0.1}, type="not-known-here", type_version=7, label={"onward": "listed"}
    )
    hub_side.node.put(item)
    assert take(hub_side).taken == 1
    from comity.kernel.exchange.delivering import page_for

    far.peer.refresh_from_db()
    sent = json.loads(page_for(far.peer, 0, 10))["items"][0]
    assert {name: sent[name] for name in ("envelope", "statement", "fields")} == {
        name: item[name] for name in ("envelope", "statement", "fields")
    }


def test_a_relay_keeps_to_the_label_and_passes_recalls_on(meet, take):
    near, far = meet("b.test", served=True), meet("c.test", served=True)
    free, said = near.node.record(label={"onward": "listed"})
    kept, _ = near.node.record(label={"onward": "ask"})
    near.node.put(free, kept, near.node.notice(said))
    take(near)
    from comity.kernel.exchange.models import Outgoing

    sent = Outgoing.objects.filter(peer=far.peer).order_by("sequence")
    assert [bool(one.notice_id) for one in sent] == [False, True]
    assert not Outgoing.objects.filter(peer=near.peer).exists()


def test_what_is_sealed_for_another_passes_unread(meet, take):
    near, far = meet("b.test", served=True), meet("c.test", served=True)
    from comity.kernel.exchange.sealing import open_fields, public_half

    sealed_for = {far.node.origin: public_half(far.node.sealing)}
    label = {"tlp": "RED", "releasable_to": [far.node.party]}
    item, _ = near.node.record({"title": "secret", "text": ""}, sealed_for=sealed_for, label=label)
    near.node.put(item)
    assert take(near).taken == 1
    kept = Record.objects.get()
    assert (kept.fields, kept.content) == ("", {})
    from comity.kernel.exchange.delivering import page_for

    far.peer.refresh_from_db()
    sent = json.loads(page_for(far.peer, 0, 10))["items"][0]
    assert "secret" in open_fields(sent["sealed"], far.node.sealing)
    assert "fields" not in sent


def test_what_is_sealed_for_us_is_opened(partner, take):
    from comity.kernel.exchange.own_node import own_node
    from comity.kernel.exchange.sealing import public_half

    own = own_node()
    sealed_for = {own.origin: public_half(own.identity.sealing_seed)}
    partner.node.put(partner.node.record({"title": "secret", "text": ""}, sealed_for=sealed_for)[0])
    assert take(partner).taken == 1
    assert Record.objects.get().content["title"] == "secret"


def test_a_room_that_refuses_or_fails_keeps_only_its_own_record_out(partner, take):
    from comity.kernel.exchange.records import record_type

    heard = []

    def receive(_actor, record):
        if record.content["title"] == "refuse":
            from comity.base.messages import message

            raise InputError("no-thanks", message("test", "No."))
        if record.content["title"] == "fail":
            raise ZeroDivisionError
        heard.append(record.content["title"])

    before = record_type("bulletin", 1)
    register(RecordType("bulletin", 1, "Bulletin", before.schema, receive=receive))
    try:
        partner.node.put(*(partner.node.record({"title": t, "text": ""})[0] for t in ("a", "refuse", "fail", "b")))
        outcome = take(partner)
    finally:
        register(before)
    assert (outcome.taken, outcome.refused, heard) == (2, 2, ["a", "b"])
    assert codes(partner) == ["no-thanks", "error-here"]
    assert Record.objects.count() == 2


def test_nothing_is_taken_from_a_suspended_peer(node, partner, take):
    from comity.kernel.exchange.services import suspend_peer

    suspend_peer(node, partner.peer.pk, "a test")
    partner.node.put(partner.node.record()[0])
    with pytest.raises(ConflictError):
        take(partner)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=json_values)
def test_any_json_in_place_of_a_page_is_refused_in_words(node, partner, data):
    for given_page in (data, {"items": [data], "after": 0, "through": 1, "count": 1, "digest": ""}):
        with pytest.raises((InputError, ConflictError)):
            receive_page(node, partner.peer.pk, Page.from_data(given_page))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_item_with_any_part_spoilt_is_refused_and_harms_no_other(partner, take, data):
    good, bad = partner.node.record()[0], partner.node.record()[0]
    name = data.draw(st.sampled_from(["envelope", "statement", "fields"]))
    place = data.draw(st.integers(0, len(bad[name]) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = bad[name][:place] + letter + bad[name][place + 1 :]
    partner.node.put(bad | {name: changed}, good)
    outcome = take(partner)
    assert outcome.taken + outcome.refused == 2
    if changed != bad[name]:
        assert Record.objects.filter(envelope=good["envelope"]).exists()


def test_receipts_and_notices_have_no_row_without_their_record(partner, take):
    _, said = partner.node.record()
    partner.node.put(partner.node.notice(said))
    take(partner)
    assert Notice.objects.count() == 1
    assert not Receipt.objects.exists()
