"""Writes of this room. Each is one transaction: permission, rules, rows, log, outbox, audit entry."""

from comity.kernel.exchange.services.agreeing import set_agreement
from comity.kernel.exchange.services.cards import issue_card, replace_node_key
from comity.kernel.exchange.services.noticing import narrow_record, recall_record, withdraw_record
from comity.kernel.exchange.services.peers import (
    add_peer,
    change_route,
    confirm_peer,
    end_peer,
    resume_peer,
    suspend_peer,
    take_card,
)
from comity.kernel.exchange.services.publishing import Draft, publish_record, publish_records
from comity.kernel.exchange.services.receipts import take_receipts
from comity.kernel.exchange.services.receiving import Page, receive_page, retry_refused

__all__ = [
    "Draft",
    "Page",
    "add_peer",
    "change_route",
    "confirm_peer",
    "end_peer",
    "issue_card",
    "narrow_record",
    "publish_record",
    "publish_records",
    "recall_record",
    "receive_page",
    "replace_node_key",
    "resume_peer",
    "retry_refused",
    "set_agreement",
    "suspend_peer",
    "take_card",
    "take_receipts",
    "withdraw_record",
]
