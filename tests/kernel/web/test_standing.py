import pytest
from django.test import RequestFactory

from comity.kernel.web import standing
from comity.kernel.web.standing import Standing


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amélie Okafor", "AO"),
        ("Amélie van Okafor", "AO"),
        ("Plato", "P"),
        ("", "?"),
        ("\u0627\u0644 \u0623\u0648", "\u0627\u0623"),
    ],
)
def test_initials(name, letters):
    assert Standing(name, "", None, []).initials == letters


@pytest.mark.django_db
def test_newcomers_have_a_name_and_no_role_yet(house):
    assignment = house.person("New Person", house.laboratory)
    user = assignment.user
    assignment.delete()
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    found = standing.of(request)
    assert (found.name, found.acting, found.others) == ("New Person", None, [])


@pytest.mark.django_db
def test_visitors_have_none():
    assert standing.of(RequestFactory().get("/")) is None
