"""The steps of the demonstration of an unknown, both nodes played by this one."""

import pytest
from django.test import Client

from comity.cli.demonstration import unknown
from comity.domains.substances.models import Alert, LibrarySpectrum, PeerAnswer
from comity.kernel.accounts.models import User
from comity.kernel.accounts.roles import Role
from comity.kernel.exchange.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser_of():
    def sign_in(actor):
        client = Client()
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path


def test_found_with_a_hit_but_no_data_until_released(house, meet, browser_of, django_capture_on_commit_callbacks):
    other = meet("b.test")
    unknown.agree(other.peer.pk)
    with django_capture_on_commit_callbacks(execute=True):
        planted = unknown.plant()
    asked, origin = unknown.ask(), other.node.origin
    [hit] = unknown.answer(asked, origin)["hits"]
    assert set(hit) == {"disclosed", "reference", "score", "contact"}, "whom to ask, and no data"
    assert planted["code"] not in str(hit)
    first = unknown.hear(asked, {"hits": [hit]}, origin)["page"]
    assert not Record.objects.filter(type="spectrum").exists(), "nothing has left yet"
    unknown.release(planted["spectrum"], origin)
    [hit] = unknown.answer(asked, origin)["hits"]
    assert hit["record"]["provisional_code"] == planted["code"]
    page = unknown.hear(asked, {"hits": [hit]}, origin)["page"]
    assert [
        str(one.question) in told for one, told in zip(PeerAnswer.objects.order_by("pk"), (first, page), strict=True)
    ]
    assert Record.objects.get(type="spectrum").content["country"] == "GH"
    made = unknown.alert()
    draft = Alert.objects.get()
    assert (str(draft.pk) in made["alert"], draft.state, draft.published_at) == (True, "drafted", None)
    coordinator = house.actor("Olive", house.operator, Role.COORDINATOR)
    for address in (first, page, made["alert"]):
        assert browser_of(coordinator).get(address).status_code == 200, address
    assert planted["code"] not in browser_of(coordinator).get(first).content.decode()
    assert planted["code"] in browser_of(coordinator).get(page).content.decode()
    assert LibrarySpectrum.objects.count() == 2
