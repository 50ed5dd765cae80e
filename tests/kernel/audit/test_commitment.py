"""What was recorded can be proved from the log; what the log holds says nothing by itself."""

import pytest
from django.db import transaction

from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.commitment import commitment_of, fields_of, salts_of
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.services import record
from comity.kernel.ledger.models import LogEntry
from comity.protocol.commitments import disclose, verify_disclosures

pytestmark = pytest.mark.django_db


def entry(**more):
    with transaction.atomic():
        made = record(
            Actor.system("test"), "do something", object_ref="thing:1", detail={"share": 0.1, "who": ["é"]}, **more
        )
    return AuditEntry.objects.get(pk=made.pk)


def test_an_entry_as_it_is_read_back_is_the_one_that_the_log_committed_to():
    assert LogEntry.objects.filter(entry=commitment_of(entry()).digest).count() == 1


def test_equal_deeds_have_different_commitments():
    assert commitment_of(entry()).digest != commitment_of(entry()).digest


@pytest.mark.parametrize("name", ["verb", "object", "detail", "by", "about", "role"])
def test_another_content_has_another_commitment(name):
    found = entry()
    before = commitment_of(found).digest
    changed = {
        "verb": "verb",
        "object": "object_ref",
        "detail": "detail",
        "by": "user_id",
        "about": "party_id",
        "role": "role",
    }
    setattr(found, changed[name], {"share": 0.2} if name == "detail" else "x")
    assert commitment_of(found).digest != before


def test_one_field_is_opened_and_the_others_stay_closed():
    found = entry()
    shown = disclose(fields_of(found), salts_of(found), ["verb", "at"])
    assert verify_disclosures(commitment_of(found), shown) == {"verb": "do something", "at": found.at.isoformat()}
    assert bytes(found.salt) not in [one.salt for one in shown]
