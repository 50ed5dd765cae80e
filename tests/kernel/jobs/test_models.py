from comity.base.clock import now
from comity.kernel.jobs.models import Lease


def test_a_lease_is_called_by_its_job():
    assert str(Lease(job="evaluation:1", holder="h", until=now())) == "evaluation:1"
