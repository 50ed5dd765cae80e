"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from comity.kernel.exchange.models import Outgoing, Peer, Record


def test_a_version_is_kept_once_and_counts_from_one(publish):
    record = publish()
    assert record.is_own
    for changes in ({"version": 1}, {"version": 0}, {"version": 2, "state": "odd"}):
        copy = Record.objects.get(pk=record.pk)
        copy.pk, copy._state.adding = None, True
        for name, value in changes.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_numbers_of_an_outbox_are_given_once_and_an_item_is_one_thing(partner, publish):
    publish()
    item = Outgoing.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.create(peer=item.peer, sequence=1, record=item.record, digest="", at=item.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.create(peer=item.peer, sequence=2, digest="", at=item.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Peer.objects.filter(pk=partner.peer.pk).update(acknowledged=9)
