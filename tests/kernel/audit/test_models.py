import pytest
from django.db import transaction

from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.services import record

pytestmark = pytest.mark.django_db


def entry():
    with transaction.atomic():
        return record(Actor.system("test"), "do something", object_ref="thing:1", detail={"why": "to see"})


def test_an_entry_says_who_what_and_from_where():
    found = AuditEntry.objects.get(pk=entry().pk)
    assert (found.via, found.origin, found.verb, found.object_ref) == ("system", "test", "do something", "thing:1")
    assert found.detail == {"why": "to see"}


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.save(),
        lambda one: one.delete(),
        lambda one: AuditEntry.objects.filter(pk=one.pk).update(verb="nothing"),
        lambda one: AuditEntry.objects.filter(pk=one.pk).delete(),
        lambda _one: AuditEntry.objects.all().delete(),
        lambda one: AuditEntry.objects.bulk_update([one], ["verb"]),
        lambda one: AuditEntry._default_manager.filter(pk=one.pk).update(verb="nothing"),
        lambda one: AuditEntry.objects.update_or_create(pk=one.pk, defaults={"verb": "nothing"}),
    ],
)
def test_an_entry_is_neither_changed_nor_removed(change):
    one = entry()
    one.verb = "nothing"
    with pytest.raises(TypeError, match="only added to"), transaction.atomic():
        change(one)
    assert AuditEntry.objects.get().verb == "do something"
