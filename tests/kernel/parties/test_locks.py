import pytest
from django.db import transaction

from comity.kernel.parties.locks import one_at_a_time


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction_to_end_with():
    with pytest.raises(RuntimeError):
        one_at_a_time("x")
    with transaction.atomic():
        one_at_a_time("x")
        one_at_a_time("x")
