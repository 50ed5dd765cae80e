"""Receipts: each record once, in parts of bounded size."""

import uuid

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
