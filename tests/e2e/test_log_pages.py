"""The log in a browser: at a desk, by phone, right to left; and its QR code, read back by another program."""

import pytest
from django.db import transaction

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.services import record
from comity.kernel.ledger import queries
from comity.kernel.ledger.witnessing import watch_log
from comity.protocol.keys import KeyKind, SigningKey
from tests.e2e.conftest import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def somebody(house):
    with transaction.atomic():
        record(Actor.system("test"), "rename party", party_id=house.laboratory.pk, object_ref="party:1")
    watch_log(SigningKey("partner.example/log", KeyKind.ED25519, bytes([3]) * 32).verifier)
    queries.signed_head()
    return house.actor("Ann", house.laboratory, Role.ADMINISTRATOR)


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "en"), (390, "ar")])
@pytest.mark.parametrize("address", ["/log/", "/log/entry/0"])
def test_pages_of_the_log(window, somebody, address, width, language):
    look(window(somebody, width=width, language=language), address)


def test_the_code_on_the_page_holds_the_whole_proof(window, somebody, tmp_path):
    reader = pytest.importorskip("zxingcpp")
    from PIL import Image

    page = window(somebody)
    page.goto("/log/entry/0")
    page.locator(".proof-code").screenshot(path=tmp_path / "code.png")
    found = reader.read_barcodes(Image.open(tmp_path / "code.png"))
    assert [one.bytes for one in found] == [queries.proof_of(0).data]
