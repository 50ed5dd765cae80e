from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.kernel.jobs.leases import BusyError, LostLeaseError, is_held, leased
from comity.kernel.jobs.models import Lease

pytestmark = pytest.mark.django_db


def test_a_job_is_held_while_it_is_done_and_free_afterwards():
    with leased("job"):
        assert is_held("job")
        with pytest.raises(BusyError), leased("job"):
            pass
        assert is_held("job")
    assert not is_held("job")


def test_it_is_free_after_an_error_too():
    with pytest.raises(ValueError, match="x"), leased("job"):
        raise ValueError("x")
    assert not Lease.objects.exists()


def test_what_a_dead_process_held_can_be_taken():
    Lease.objects.create(job="job", holder="dead", until=now() - timedelta(seconds=1))
    with leased("job") as mine:
        mine.renew()
        mine.check()


def test_who_was_silent_for_too_long_finds_that_another_has_it():
    with leased("job") as mine:
        Lease.objects.filter(job="job").update(holder="another")
        for act in (mine.renew, mine.check):
            with pytest.raises(LostLeaseError):
                act()
    assert Lease.objects.get().holder == "another"
