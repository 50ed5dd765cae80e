"""The steps of the demonstration of an unknown, both nodes played by this one."""

import pytest

from comity.cli.demonstration import unknown
from comity.domains.substances.models import Alert, LibrarySpectrum, PeerAnswer
from comity.kernel.exchange.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path


def test_found_with_a_hit_but_no_data_until_released(meet, django_capture_on_commit_callbacks):
    other = meet("b.test")
    unknown.agree(other.peer.pk)
    with django_capture_on_commit_callbacks(execute=True):
        planted = unknown.plant()
    asked, origin = unknown.ask(), other.node.origin
    [hit] = unknown.answer(asked, origin)["hits"]
    assert (hit["disclosed"], "record" in hit) == ("hit", False)
    unknown.release(planted["spectrum"], origin)
    [hit] = unknown.answer(asked, origin)["hits"]
    assert hit["record"]["provisional_code"] == planted["code"]
    page = unknown.hear(asked, {"hits": [hit]}, origin)["page"]
    assert str(PeerAnswer.objects.get().question) in page
    assert Record.objects.get(type="spectrum").content["country"] == "GH"
    made = unknown.alert()
    assert str(Alert.objects.get().pk) in made["alert"]
    assert LibrarySpectrum.objects.count() == 2
