"""Forms: one card in one of three ways; types as rooms name them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.kernel.exchange.forms import AgreementForm, CardForm, RecordFilter, RouteForm
from comity.kernel.exchange.limits import LARGEST_CARD
from comity.kernel.exchange.models import Peer


def test_a_card_in_one_of_three_ways():
    assert not CardForm({}).is_valid()
    assert CardForm({"card": "{}"}).is_valid()
    assert not CardForm({}, {"file": SimpleUploadedFile("card", b"x" * (LARGEST_CARD + 1))}).is_valid()


@pytest.mark.django_db
def test_choices():
    assert tuple(
        value for value, _words in AgreementForm().fields["record_type"].choices if value in {"bulletin", "*"}
    ) == ("bulletin", "*")
    assert "bulletin" in dict(RecordFilter().fields["type"].choices)
    assert RouteForm({}, peers=Peer.objects.all()).is_valid()
