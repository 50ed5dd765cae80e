import pytest

from comity.kernel.accounts.services import note_export
from comity.kernel.audit.models import AuditEntry


@pytest.mark.django_db
def test_what_was_taken_out_is_on_record(house):
    note_export(house.actor("Ann", house.laboratory), "people", rows=12, question="role=analyst&" + "x" * 400)
    found = AuditEntry.objects.get()
    assert (found.verb, found.party_id, found.detail["what"], found.detail["rows"]) == (
        "export",
        house.laboratory.pk,
        "people",
        12,
    )
    assert len(found.detail["question"]) == 300
