"""The log for people and for programs: whoever may see an entry's content sees it with its salt; others see a hash."""

import pytest
from django.db import transaction
from django.test import Client

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.commitment import commitment_of
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.services import record
from comity.kernel.ledger import queries
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.services import append_many
from comity.protocol.bundle import Bundle, verify_bundle
from comity.protocol.heads import open_checkpoint
from comity.protocol.proof import LogProof
from comity.protocol.tiles import TileReader
from tests.people import house  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(assignment) -> Client:
    client = Client()
    client.force_login(assignment.user)
    return client


@pytest.fixture
def recorded(house):  # noqa: F811 - the fixture
    with transaction.atomic():
        made = record(Actor.system("test"), "rename party", party_id=house.laboratory.pk, object_ref="party:1")
    return queries.index_of(commitment_of(AuditEntry.objects.get(pk=made.pk)).digest)


def test_a_stranger_reads_the_log_as_static_files_and_learns_nothing_but_hashes():
    with transaction.atomic():
        append_many([b"secret %d" % number for number in range(300)])
    client = Client()
    note = client.get("/log/checkpoint").content
    head = open_checkpoint(note, [node_identity().log.verifier]).checkpoint
    reader = TileReader(head, lambda path: client.get(f"/log/{path}").content)
    assert reader.entry(299) == b"secret 299"
    proof = LogProof.parse(client.get("/log/entry/7/proof").content)
    assert proof.verify(b"secret 7", [node_identity().log.verifier]).checkpoint.size == 300


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/0", "tile/x/000", "tile/0/000.p/0", "tile/entries/999", "tile/99/000"]
)
def test_what_is_no_tile_is_not_found(path):
    assert Client().get(f"/log/{path}").status_code == 404


def test_tiles_are_kept_for_ever_and_heads_for_seconds():
    with transaction.atomic():
        append_many([b"one"])
    assert "immutable" in Client().get("/log/tile/0/000.p/1")["Cache-Control"]
    assert "max-age=5" in Client().get("/log/checkpoint")["Cache-Control"]


def test_pages_ask_a_visitor_to_sign_in(recorded):
    for address in ("/log/", f"/log/entry/{recorded}"):
        assert Client().get(address).status_code == 302


def test_whoever_may_see_the_trail_sees_what_was_committed_to(house, recorded):  # noqa: F811 - the fixture
    page = signed_in(house.person("Ann", house.laboratory, Role.ADMINISTRATOR)).get(f"/log/entry/{recorded}")
    assert "rename party" in page.content.decode()
    assert "c2sp.org/tlog-proof@v1" in page.content.decode()


def test_somebody_else_sees_the_proof_and_not_the_content(house, recorded):  # noqa: F811 - the fixture
    page = signed_in(house.person("Bob", house.institute, Role.ADMINISTRATOR)).get(f"/log/entry/{recorded}")
    assert page.status_code == 200
    assert "rename party" not in page.content.decode()
    assert "c2sp.org/tlog-proof@v1" in page.content.decode()


def test_an_entry_that_is_not_there_is_not_found(house):  # noqa: F811 - the fixture
    client = signed_in(house.person("Ann", house.laboratory, Role.ADMINISTRATOR))
    assert client.get("/log/entry/123456").status_code == 404
    assert Client().get("/log/entry/123456/proof").status_code == 404


def test_the_page_of_the_log_says_whose_it_is(house, recorded):  # noqa: F811 - fixtures
    page = signed_in(house.person("Ann", house.laboratory)).get("/log/").content.decode()
    assert node_identity().log.verifier.vkey in page
    assert "institute.example/log" in page


def test_an_entry_is_taken_along_with_its_proof_by_those_who_may_see_it(house, recorded):  # noqa: F811 - the fixture
    address = f"/log/entry/{recorded}/bundle"
    given = signed_in(house.person("Ann", house.laboratory, Role.ADMINISTRATOR)).get(address)
    report = verify_bundle(Bundle.parse(given.content))
    assert report.valid
    assert report.records[0].fields["verb"] == "rename party"
    assert signed_in(house.person("Bob", house.institute, Role.ADMINISTRATOR)).get(address).status_code == 404
    assert Client().get(address).status_code == 302
