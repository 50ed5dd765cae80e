"""Places in the log: in one order, once, and all there when the caller is answered."""

import threading

import pytest
from django.db import connection, transaction

from comity.kernel.ledger.models import Head, LogEntry, Tile
from comity.kernel.ledger.services import append, append_many, sequence
from comity.protocol.tree import CompactRange, leaf_hash, root_hash


def placed():
    return list(LogEntry.objects.exclude(index=None).order_by("index").values_list("index", "entry"))


def root():
    head = Head.objects.get()
    hashes = bytes(head.range_hashes)
    return CompactRange(head.size, [hashes[at : at + 32] for at in range(0, len(hashes), 32)]).root()


@pytest.mark.django_db
def test_outside_a_transaction_nothing_is_added():
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            append(b"alone")
    finally:
        connection.in_atomic_block = before


@pytest.mark.django_db(transaction=True)
def test_an_entry_has_its_place_when_its_transaction_is_over():
    with transaction.atomic():
        entry = append(b"first")
    entry.refresh_from_db()
    assert entry.index == 0
    assert bytes(entry.leaf_hash) == leaf_hash(b"first")


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_never_gets_a_place():
    with transaction.atomic():
        append(b"never")
        transaction.set_rollback(True)
    assert sequence() == 0
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entries_that_were_left_without_a_place_get_one_with_the_next(monkeypatch):
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr("comity.kernel.ledger.services._place_soon", lambda: None)  # it died after the first commit
        append(b"left behind")
    assert LogEntry.objects.waiting().count() == 1
    with transaction.atomic():
        append(b"next")
    assert [(index, bytes(entry)) for index, entry in placed()] == [(0, b"left behind"), (1, b"next")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("parts", [[1, 2], [255, 1, 1], [256, 256], [300, 700]])
def test_the_head_is_the_tree_over_all_entries(parts):
    entries = [b"entry %d" % number for number in range(sum(parts))]
    rest = list(entries)
    for count in parts:
        with transaction.atomic():
            append_many(rest[:count])
        rest = rest[count:]
    assert [bytes(entry) for _index, entry in placed()] == entries
    assert root() == root_hash([leaf_hash(entry) for entry in entries])
    full = Tile.objects.filter(level=0).order_by("number").values_list("hashes", flat=True)
    assert b"".join(bytes(one) for one in full) == b"".join(leaf_hash(e) for e in entries[: len(entries) // 256 * 256])


@pytest.mark.django_db(transaction=True)
def test_an_upper_tile_holds_the_roots_of_the_lower_ones(monkeypatch):
    monkeypatch.setattr("comity.kernel.ledger.services.TILE_WIDTH", 4)
    with transaction.atomic():
        append_many([b"%d" % number for number in range(70)])
    level_1 = b"".join(
        bytes(one) for one in Tile.objects.filter(level=1).order_by("number").values_list("hashes", flat=True)
    )
    leaves = [leaf_hash(b"%d" % number) for number in range(64)]
    assert level_1 == b"".join(root_hash(leaves[at : at + 4]) for at in range(0, 64, 4))
    assert Tile.objects.filter(level=2).count() == 1


@pytest.mark.django_db(transaction=True)
def test_callers_that_come_together_get_different_places():
    def work(name: int) -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    append(b"%d %d" % (name, number))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = placed()
    assert [index for index, _entry in found] == list(range(60))
    assert len({bytes(entry) for _index, entry in found}) == 60
    assert root() == root_hash([leaf_hash(bytes(entry)) for _index, entry in found])


@pytest.mark.django_db
def test_an_entry_is_neither_changed_nor_removed():
    with transaction.atomic():
        entry = append(b"stays")
    for change in (entry.save, entry.delete, LogEntry.objects.all().delete):
        with pytest.raises(TypeError, match="only added to"):
            change()


@pytest.mark.django_db
def test_an_entry_that_no_bundle_can_hold_is_refused():
    with pytest.raises(ValueError, match="65535"), transaction.atomic():
        append(bytes(65_536))
