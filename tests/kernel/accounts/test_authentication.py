from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import SESSION_KEY, actor_of, as_identifier, digest, origin_of
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role


def request_of(user, chosen=None, **headers):
    request = RequestFactory().get("/", **headers)
    request.user = user
    request.session = {SESSION_KEY: chosen} if chosen else {}
    return request


def test_nobody_signed_in_is_nobody():
    assert actor_of(request_of(AnonymousUser())) is None


def test_the_oldest_assignment_until_another_is_chosen(house):
    first = house.person("Ana", house.laboratory)
    second = house.person("Ana", house.institute, Role.OBSERVER)
    assert actor_of(request_of(first.user)).assignment_id == first.pk
    assert actor_of(request_of(first.user, str(second.pk))).assignment_id == second.pk


def test_a_chosen_assignment_that_has_ended_or_is_anothers_is_not_acted_in(house):
    first = house.person("Ana", house.laboratory)
    second = house.person("Ana", house.institute)
    others = house.person("Olaf", house.institute, Role.ADMINISTRATOR)
    assert actor_of(request_of(first.user, str(others.pk))).assignment_id == first.pk
    Assignment.objects.filter(pk=second.pk).update(until=now())
    assert actor_of(request_of(first.user, str(second.pk))).assignment_id == first.pk
    Assignment.objects.filter(pk=first.pk).update(since=now() + timedelta(days=1))
    nothing = actor_of(request_of(first.user))
    assert (nothing.role, nothing.party_id, nothing.user_id) == ("", None, first.user_id)


def test_a_closed_account_is_nobody(house):
    user = house.person("Ana", house.laboratory).user
    user.is_active = False
    assert actor_of(request_of(user)) is None


def test_what_the_api_found_comes_first_and_the_actor_is_looked_up_once(house, django_assert_num_queries):
    user = house.person("Ana", house.laboratory).user
    request = request_of(user)
    with django_assert_num_queries(1):
        assert actor_of(request) is actor_of(request)
    request.auth = Actor.system("test")
    assert actor_of(request).via == "system"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_nobody_makes_up_where_they_come_from(settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    assert origin_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)) == expected


def test_identifiers_and_digests():
    assert as_identifier("nonsense") is None
    assert as_identifier("00000000-0000-4000-8000-000000000001").int % 2
    assert digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
