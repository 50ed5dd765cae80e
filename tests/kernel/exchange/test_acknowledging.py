"""Receipts: each record once, in parts of bounded size."""

import uuid

from comity.base.clock import as_if, now
from comity.kernel.exchange.acknowledging import acknowledge
from comity.kernel.exchange.limits import RECEIPTS_PER_NOTE
from comity.kernel.exchange.models import ReceiptNote
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.rules import What
from comity.kernel.exchange.statements import Acknowledged


def test_parts_and_repetitions(partner):
    lines = [Acknowledged(uuid.uuid4(), 1, What.RECEIVED) for _ in range(RECEIPTS_PER_NOTE + 1)]
    acknowledge(own_node(), partner.peer, {"a/log": lines * 2})
    assert ReceiptNote.objects.filter(for_origin="a/log", to_peer=partner.peer, sent_at=None).count() == 2


def test_the_same_lines_twice_in_one_second_are_two_receipts(partner):
    line = [Acknowledged(uuid.uuid4(), 1, What.NARROWED)]
    with as_if(now()):
        acknowledge(own_node(), partner.peer, {"a/log": line})
        acknowledge(own_node(), partner.peer, {"a/log": line})
    assert ReceiptNote.objects.filter(for_origin="a/log").count() == 2
