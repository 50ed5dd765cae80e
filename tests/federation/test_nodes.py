"""Whole nodes, each a process of its own: what two and three of them do with each other, and with a hostile one."""

from __future__ import annotations

import json
import shutil
import signal
import time

import pytest

from tests.federation.nodes import Node, introduce

pytestmark = pytest.mark.long


@pytest.fixture
def nodes(tmp_path):
    made = []

    def node(name, **more):
        made.append(Node(tmp_path, name, **more))
        return made[-1]

    yield node
    for one in made:
        one.end()


def equal(sender, receiver):
    """Both ends have the same count and digest."""
    sent, came = sender.peers()[receiver.origin], receiver.peers()[sender.origin]
    return (sent["queued"], sent["queued_digest"]) == (came["received"], came["received_digest"])


def test_two_nodes_exchange_recall_and_witness_each_other(nodes):
    first, second = nodes("first"), nodes("second")
    introduce(first, second)
    published = first.inside("publish", content={"title": "T", "text": "x"}, label={"tlp": "GREEN"}, count=700)
    first.serve(), second.serve()
    (done,) = second.sync(first)
    assert (done["taken"], done["refused"], done["pages"], done["complete"]) == (700, 0, 2, True)
    assert done["witnessed"]
    assert equal(first, second)
    record = published["records"][0]
    first.inside("notice", what="recall_record", record_id=record)
    assert first.inside("acknowledgements", record_id=record)[0]["missing"] == ["recalled"]
    second.sync(first)
    assert first.inside("acknowledgements", record_id=record)[0]["missing"] == []
    (kept,) = (one for one in second.inside("records") if one["record"] == record)
    assert (kept["state"], kept["content"]) == ("recalled", {})
    assert (second.sync(first)[0]["taken"], equal(first, second)) == (0, True)


def test_killed_at_random_and_started_again_nothing_is_lost_or_doubled(nodes):
    first, second = nodes("first"), nodes("second")
    introduce(first, second)
    first.inside("publish", content={"title": "T", "text": "x"}, label={"tlp": "GREEN"}, count=3000)
    first.serve()
    trials = 0
    while second.peers()[first.origin]["received"] < 3000:
        trials += 1
        second.wait_for_lease(first)
        running = second.start("peer", "sync", first.origin)
        time.sleep(0.5 + 0.37 * (trials % 7))
        running.send_signal(signal.SIGKILL)
        running.wait()
        if trials % 3 == 0:
            first.stop()
            first.serve()
        if trials == 12:
            second.wait_for_lease(first)
            second.sync(first)
    second.wait_for_lease(first)
    second.sync(first)
    kept = second.inside("records")
    assert len(kept) == len({one["record"] for one in kept}) == 3000
    assert equal(first, second)
    print(f"kills during a synchronisation: {trials} trials")  # noqa: T201 - the number is asked for


def test_a_secretariat_passes_on_sealed_records_that_it_cannot_read(nodes):
    hub, north, south = nodes("hub"), nodes("north"), nodes("south")
    for member in (north, south):
        introduce(member, hub)
        hub.run("peer", "route", member.origin, "--served")
        member.run("peer", "route", hub.origin, "--relay")
    for one, other in ((north, south), (south, north)):
        one.run("peer", "add", "-", "--through", hub.origin, stdin=other.run("node", "card"))
        one.run("peer", "confirm", other.origin, one.peers()[other.origin]["fingerprint"])
        one.run("peer", "agree", other.origin, "bulletin", "--send", "--receive")
    party = south.inside("party")
    sealed = north.inside(
        "publish",
        content={"title": "Sealed", "text": "only for the south"},
        label={"tlp": "RED", "releasable_to": [party]},
        recipients=[south.origin],
        sealed=True,
    )["records"][0]
    onward = {"tlp": "GREEN", "onward": "listed"}
    north.inside("publish", content={"title": "Open", "text": ""}, label=onward)
    north.inside("publish", content={"title": "Kept", "text": ""}, label={"tlp": "GREEN", "onward": "none"})
    for node in (hub, north, south):
        node.serve()
    hub.sync(north), south.sync(hub), hub.sync(north)
    at_hub = {one["record"]: one for one in hub.inside("records")}
    assert (at_hub[sealed]["content"], at_hub[sealed]["sealed"]) == ({}, True)
    titles = sorted(one["content"]["title"] for one in south.inside("records"))
    assert titles == ["Open 0", "Sealed 0"]
    nodes_of = {one["node"]: one for one in north.inside("acknowledgements", record_id=sealed)}
    assert nodes_of[south.origin]["received"]
    north.inside("notice", what="recall_record", record_id=sealed)
    hub.sync(north), south.sync(hub), hub.sync(north)
    kept = {one["record"]: one for one in south.inside("records")}
    assert kept[sealed]["state"] == "recalled"
    nodes_of = {one["node"]: one for one in north.inside("acknowledgements", record_id=sealed)}
    assert nodes_of[south.origin]["missing"] == []


def test_a_node_that_shows_two_histories_is_found_out_and_suspended(nodes, tmp_path):
    honest, hostile = nodes("honest"), nodes("hostile")
    introduce(honest, hostile)
    hostile.inside("publish", content={"title": "Before", "text": ""}, label={"tlp": "GREEN"})
    hostile.serve(), honest.serve()
    honest.sync(hostile)
    hostile.end()
    copy = tmp_path / "old"
    shutil.copytree(hostile.folder, copy)
    hostile.inside("publish", content={"title": "Shown to one", "text": ""}, label={"tlp": "GREEN"}, count=3)
    hostile.serve()
    honest.sync(hostile)
    hostile.end()
    shutil.rmtree(hostile.folder)
    shutil.move(copy, hostile.folder)
    hostile.inside("publish", content={"title": "Shown to another", "text": ""}, label={"tlp": "GREEN"}, count=5)
    hostile.serve()
    honest.sync(hostile, expect=1)
    peer = honest.peers()[hostile.origin]
    assert (peer["state"], peer["fault"]) == ("suspended", "log-forked")
    assert honest.inside("forks") == [hostile.origin]


def test_clocks_a_day_apart_and_a_rotated_key_change_nothing(nodes):
    first, second = nodes("first"), nodes("second")
    introduce(first, second)
    first.inside("publish", content={"title": "A", "text": ""}, label={"tlp": "GREEN"})
    first.run("node", "keys", "--replace", "record")
    first.run("node", "keys", "--replace", "request")
    first.inside("publish", content={"title": "B", "text": ""}, label={"tlp": "GREEN"})
    first.serve()
    for days in (-1, 1):
        taken = second.inside("sync_with_clock", origin=first.origin, days=days)
        assert taken["refused"] == 0
        first.inside("publish", content={"title": f"{days}", "text": ""}, label={"tlp": "GREEN"})
    assert second.sync(first)[0]["refused"] == 0
    assert len(second.inside("records")) == 4


def test_every_key_is_replaced_while_records_pass(nodes):
    first, second = nodes("first"), nodes("second")
    introduce(first, second)
    sealed = {"label": {"tlp": "RED", "releasable_to": [second.inside("party")]}, "sealed": True}
    first.inside("publish", content={"title": "Before", "text": ""}, recipients=[second.origin], **sealed)
    first.serve(), second.serve()
    first.sync(second)  # each has cosigned the other's head under the first keys
    for node in (second, first):
        for purpose in ("sealing", "log", "witness", "record", "request"):
            node.run("node", "keys", "--replace", purpose)
    (done,) = first.sync(second)
    assert (done["refused"], done["witnessed"]) == (0, True)
    first.inside("publish", content={"title": "After", "text": ""}, recipients=[second.origin], **sealed)
    (done,) = second.sync(first)
    assert (done["taken"], done["refused"], done["witnessed"]) == (2, 0, True)
    assert sorted(one["content"]["title"] for one in second.inside("records")) == ["After 0", "Before 0"]
    assert {peer["state"] for node in (first, second) for peer in node.peers().values()} == {"confirmed"}
    assert first.inside("forks") == second.inside("forks") == []
    second.run("node", "keys", "--replace", "log", "--compromised", "2026-01-01T00:00:00Z")
    first.sync(second, expect=1)
    assert first.peers()[second.origin]["state"] == "suspended", "people must compare fingerprints again"


def test_narrowed_while_a_node_is_down(nodes):
    first, second = nodes("first"), nodes("second")
    introduce(first, second)
    record = first.inside("publish", content={"title": "T", "text": "x"}, label={"tlp": "GREEN"})["records"][0]
    first.serve()
    second.sync(first)
    first.inside("notice", what="narrow_record", record_id=record, label={"tlp": "AMBER+STRICT"})
    assert first.inside("acknowledgements", record_id=record)[0]["missing"] == ["narrowed"]
    assert second.inside("records")[0]["content"], "it has not heard of it yet"
    second.sync(first)
    assert first.inside("acknowledgements", record_id=record)[0]["missing"] == []
    assert second.inside("records")[0]["content"] == {}


def test_a_peer_that_never_stops_sending_and_one_that_drips_harm_nobody(nodes, tmp_path):
    from tests.federation.floods import drip, flood

    node = nodes("node")
    for serve in (flood, drip):
        with serve() as address:
            begun = time.monotonic()
            answer = node.inside("fetch", url=f"{address}/x", largest=1_000_000, seconds=5)
            assert answer["code"] in {"too-large", "too-slow", "no-answer", "cut-off"}
            assert time.monotonic() - begun < 20
    del tmp_path


def test_strangers_get_one_answer_for_everything(nodes):
    import urllib.error
    import urllib.request

    node = nodes("node").serve()
    answers = set()
    for path in ("records?after=0", "cards?after=0", "receipts", "hint", "query", "anything", "records?after=x"):
        for data in (None, b"{}"):
            request = urllib.request.Request(f"{node.address}/exchange/v1/{path}", data=data)  # noqa: S310 - our own
            with pytest.raises(urllib.error.HTTPError) as found:
                urllib.request.urlopen(request, timeout=20)  # noqa: S310 - our own address
            answers.add((found.value.code, found.value.read()))
    assert {code for code, _body in answers} <= {404, 405}
    assert (404, json.dumps({"error": "not-found"}).encode()) in answers
