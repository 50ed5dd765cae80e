import uuid

import pytest
from django.db import transaction

from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.queries import entries_about
from comity.kernel.audit.services import record


@pytest.mark.django_db
def test_entries_about_a_party_newest_first():
    party = uuid.uuid4()
    with transaction.atomic():
        for verb in ("one", "two", "three"):
            record(Actor.system("test"), verb, party_id=party)
        record(Actor.system("test"), "one", party_id=uuid.uuid4())
    assert [entry.verb for entry in entries_about(party)] == ["three", "two", "one"]
    assert [entry.verb for entry in entries_about(party, verbs={"two"})] == ["two"]
