"""What an origin says later, signed and committed to."""

import uuid

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.notices import make_notice, notice_digest, originator_party
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.rules import What
from comity.kernel.exchange.statements import NOTICE, open_statement
from comity.kernel.ledger.models import LogEntry


def test_a_notice_is_signed_and_in_the_log(publish):
    record = publish()
    notice = make_notice(own_node(), record, What.RECALLED, reason="wrong")
    signed = open_statement(NOTICE, notice.envelope, [own_node().identity.records.verifier])
    assert signed.data["what"] == "recalled"
    assert bytes(LogEntry.objects.get(pk=notice.log_entry).entry) == notice_digest(notice.envelope)


def test_the_originator_is_known_here(house):
    assert originator_party(str(house.ministry.pk)) == house.ministry
    for unknown in ("", str(uuid.uuid4())):
        with pytest.raises(InputError):
            originator_party(unknown)
