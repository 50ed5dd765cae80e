import pytest

from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.services import record


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        record(Actor.system("test"), "do something")
    assert not AuditEntry.objects.exists()
