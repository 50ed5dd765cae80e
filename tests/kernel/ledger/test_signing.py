"""A head is signed only when it continues everything that this node ever signed."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from comity.base.clock import as_if, now
from comity.kernel.ledger.auditing import audit_log
from comity.kernel.ledger.identity import HANDOVER, key_folder, node_identity, replace_key
from comity.kernel.ledger.models import Head, LogEntry, SignedHead, Tile
from comity.kernel.ledger.queries import proof_of
from comity.kernel.ledger.services import append_many
from comity.kernel.ledger.signing import HistoryLostError, sign_head
from comity.kernel.ledger.tiles import fetch, tree_size
from comity.protocol.heads import open_checkpoint
from comity.protocol.refusals import VerificationError
from comity.protocol.tiles import TileReader
from comity.protocol.tree import leaf_hash, root_hash

pytestmark = pytest.mark.django_db(transaction=True)


def add(count: int, word: bytes = b"entry") -> None:
    with transaction.atomic():
        append_many([b"%s %d" % (word, number) for number in range(count)])


def remove_everything_but_keys() -> None:
    with connection.cursor() as cursor:
        for model in (SignedHead, Tile, Head, LogEntry):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - the ORM refuses, and rightly


def opened(head: SignedHead):
    return open_checkpoint(head.note.encode(), [node_identity().log.verifier]).checkpoint


def test_the_head_of_the_empty_log_can_be_signed():
    assert opened(sign_head()).size == 0


def test_a_head_covers_every_entry_and_is_signed_once():
    add(300)
    head = sign_head()
    assert opened(head).root == root_hash([leaf_hash(b"entry %d" % number) for number in range(300)])
    assert sign_head().pk == head.pk
    add(1)
    assert (sign_head().size, SignedHead.objects.count()) == (301, 2)


def test_the_log_reads_as_static_tiles_of_which_every_byte_is_authenticated():
    add(70)
    add(600)
    reader = TileReader(opened(sign_head()), fetch)
    assert [reader.entry(index) for index in (0, 255, 256, 669)] == [
        b"entry 0",
        b"entry 185",
        b"entry 186",
        b"entry 599",
    ]
    assert tree_size() == 670


@pytest.mark.parametrize("path", ["tile/0/002.p/200", "tile/0/003", "tile/1/001", "tile/entries/003"])
def test_what_is_not_there_yet_is_not_made_up(path):
    add(600)
    with pytest.raises(FileNotFoundError):
        fetch(path)


def test_a_database_from_an_old_backup_signs_nothing():
    add(10)
    sign_head()
    remove_everything_but_keys()
    add(4)
    with pytest.raises(HistoryLostError) as refused:
        sign_head()
    assert "10 entries" in str(refused.value)


def test_a_database_in_which_other_entries_took_the_places_signs_nothing():
    add(10)
    sign_head()
    remove_everything_but_keys()
    add(12, b"other")
    with pytest.raises(HistoryLostError):
        sign_head()


def test_a_memory_that_was_lost_is_made_up_for_by_the_database():
    add(10)
    sign_head()
    (key_folder() / "last-signed").unlink()
    add(1)
    assert sign_head().size == 11


def test_a_byte_that_changed_on_the_disk_is_found_before_signing():
    add(300)
    sign_head()
    with connection.cursor() as cursor:
        cursor.execute('UPDATE ledger_logentry SET leaf_hash = %s WHERE "index" = 290', [bytes(32)])
    add(1)
    with pytest.raises(VerificationError):
        sign_head()
    assert SignedHead.objects.count() == 1


def test_a_new_key_goes_on_with_the_same_log():
    add(300)
    old, head = node_identity().log.verifier, sign_head()
    replace_key("log")
    new = node_identity().log.verifier
    again = sign_head()
    assert (again.pk, again.size) == (head.pk, 300), "the same head, signed by both"
    add(5)
    later = sign_head()
    for note in (again.note, later.note):
        by = open_checkpoint(note.encode(), [old, new])
        assert {one.key for one in by.log_signatures} == {old, new}
        for one in (old, new):
            open_checkpoint(note.encode(), [one])
    root = root_hash([leaf_hash(b"entry %d" % number) for number in (*range(300), *range(5))])
    assert opened(later).root == root
    assert TileReader(opened(later), fetch).root(300) == opened(again).root


def test_a_stolen_key_signs_no_head_any_more_and_the_memory_still_counts():
    add(10)
    old, _head = node_identity().log.verifier, sign_head()
    replace_key("log", stolen=True)
    add(1)
    with pytest.raises(VerificationError):
        open_checkpoint(sign_head().note.encode(), [old])
    remove_everything_but_keys()
    add(4)
    with pytest.raises(HistoryLostError):
        sign_head()


def test_after_the_handover_only_the_new_key_signs():
    add(10)
    old = node_identity().log.verifier
    replace_key("log")
    with as_if(now() + HANDOVER + timedelta(days=2)):
        add(1)
        with pytest.raises(VerificationError):
            open_checkpoint(sign_head().note.encode(), [old])
        assert opened(sign_head()).size == 11


def test_the_audit_knows_heads_of_every_key_and_proofs_stand_under_the_present_one():
    add(10)
    sign_head()
    replace_key("log", stolen=True)
    add(3)
    sign_head()
    report = audit_log()
    assert (report.findings, report.signed_heads) == ((), 2)
    assert proof_of(2).verify(b"entry 2", [node_identity().log.verifier]).checkpoint.size == 13
