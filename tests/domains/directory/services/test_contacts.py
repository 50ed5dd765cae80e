import json

import pytest

from comity.base.errors import NotAllowedError, NotFoundError
from comity.domains.directory import services
from comity.domains.directory.models import ContactPoint
from comity.domains.directory.services import ChangedMeanwhileError
from comity.domains.directory.values import ContactValues
from comity.kernel.audit.models import AuditEntry
from tests.domains.directory.conftest import PERSONAL

OTHER = ContactValues("Samples", "John Doe", "john.doe@example.org")


def test_personal_data_never_enter_the_audit_trail(house, keeper):
    contact = services.add_contact_point(keeper, house.institute.pk, PERSONAL)
    services.change_contact_point(keeper, contact.pk, OTHER)
    services.remove_contact_point(keeper, contact.pk)
    trail = json.dumps(list(AuditEntry.objects.values_list("verb", "detail")))
    assert AuditEntry.objects.count() == 3
    for word in ("Mensah", "mary", "233", "John", "doe"):
        assert word not in trail
    assert not ContactPoint.objects.exists()


def test_two_at_once(house, keeper):
    contact = services.add_contact_point(keeper, house.institute.pk, PERSONAL)
    services.change_contact_point(keeper, contact.pk, OTHER, version=1)
    with pytest.raises(ChangedMeanwhileError) as refused:
        services.change_contact_point(keeper, contact.pk, PERSONAL, version=1)
    assert refused.value.current["person"] == "John Doe"


def test_others_neither_write_nor_learn(described, stranger):
    contact = ContactPoint.objects.first()
    with pytest.raises(NotAllowedError):
        services.change_contact_point(stranger, contact.pk, OTHER)
    with pytest.raises(NotFoundError):
        services.remove_contact_point(stranger, described.pk)  # no contact point has this key
