"""What the substances rooms exchange, between two whole nodes: each type from publishing to recall."""

from __future__ import annotations

import pytest

from tests.federation.nodes import Node, introduce

pytestmark = pytest.mark.long
KINDS = ("substance", "substance-report", "profile", "spectrum", "alert")
CLOSED = {"tlp": "AMBER+STRICT"}
OPEN = {"tlp": "GREEN"}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """One pair of nodes for the whole file: each test has records of its own."""
    folder = tmp_path_factory.mktemp("pair")
    made = [Node(folder, name) for name in ("giving", "taking")]
    introduce(*made, *KINDS)
    for one in made:
        one.serve()
    yield made
    for one in made:
        one.end()


@pytest.mark.parametrize("kind", KINDS)
def test_published_superseded_withdrawn_narrowed_and_recalled(pair, kind):
    giving, taking = pair
    label = OPEN | {"releasable_to": [taking.inside("party")]}
    wanted, kept_back, narrowed, withdrawn = (
        giving.inside("make", kind=kind, label=one) for one in (label, CLOSED, label, label)
    )
    (done,) = taking.sync(giving)
    assert done["refused"] == 0
    shown = _shown(taking, kind)
    assert {wanted, narrowed, withdrawn} <= set(shown)
    assert kept_back not in shown, "the label lets nobody there see it"
    assert kept_back not in {one["record"] for one in taking.inside("records")}

    assert giving.inside("change", kind=kind, record_id=wanted) == 2
    taking.sync(giving)
    after = _shown(taking, kind)
    assert after[wanted] != shown[wanted], "the next version counts"
    assert len(after) == len(shown), "and there is no second row"

    giving.inside("notice", what="withdraw_record", record_id=withdrawn)
    giving.inside("notice", what="narrow_record", record_id=narrowed, label=CLOSED)
    giving.inside("notice", what="recall_record", record_id=wanted)
    for record, what in ((withdrawn, "withdrawn"), (narrowed, "narrowed"), (wanted, "recalled")):
        assert _missing(giving, taking, record) == [what]
    assert taking.sync(giving)[0]["refused"] == 0
    for record in (withdrawn, narrowed, wanted):
        assert _missing(giving, taking, record) == [], "it has signed that it followed"
    left = _shown(taking, kind)
    assert not {narrowed, wanted} & set(left)
    assert withdrawn not in left or kind == "substance", "what a substance is called does not end with a record"
    kept = {(one["record"], one["version"]): one for one in taking.inside("records")}
    assert [kept[record, 1]["content"] for record in (narrowed, wanted)] == [{}, {}]
    sent, came = giving.peers()[taking.origin], taking.peers()[giving.origin]
    assert (sent["queued"], sent["queued_digest"]) == (came["received"], came["received_digest"])


def _shown(node, kind):
    """What people there are shown, each record once."""
    rows = node.inside("shown", kind=kind)
    found = dict(rows)
    assert len(found) == len(rows), rows
    return found


def _missing(giving, taking, record):
    (stands,) = (one for one in giving.inside("acknowledgements", record_id=record) if one["node"] == taking.origin)
    return stands["missing"]
