import pytest
from django.test import RequestFactory

from comity.kernel.accounts.actor import Actor
from comity.kernel.web import rate_limit
from comity.kernel.web.rate_limit import RateLimit

FACTORY = RequestFactory()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_empties_and_refills(clock):
    limit = RateLimit(per_minute=3, clock=clock)
    request = FACTORY.get("/")
    assert [limit.allow_request(request) for _ in range(4)] == [True, True, True, False]
    assert limit.wait() == pytest.approx(20)
    clock.now = 19.9
    assert not limit.allow_request(request)
    clock.now = 20.1
    assert limit.allow_request(request)
    clock.now = 10_000
    assert [limit.allow_request(request) for _ in range(4)] == [True, True, True, False]


def test_everyone_has_a_bucket_of_their_own(clock):
    limit = RateLimit(per_minute=1, clock=clock)
    one, other, stranger = (FACTORY.get("/") for _ in range(3))
    one.auth, other.auth = Actor.system("a"), Actor(user_id="b")
    assert all(limit.allow_request(request) for request in (one, other, stranger))
    assert not any(limit.allow_request(request) for request in (one, other, stranger))


def test_what_is_remembered_is_bounded(clock, monkeypatch):
    monkeypatch.setattr(rate_limit, "MOST_COUNTED", 10)
    limit = RateLimit(per_minute=1, clock=clock)
    for number in range(100):
        limit.allow_request(FACTORY.get("/", REMOTE_ADDR=f"10.0.0.{number}"))
    assert len(limit._buckets) == 10
