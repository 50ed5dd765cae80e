import stat
import threading

import pytest

from comity.base.errors import ConflictError
from comity.kernel.ledger.identity import _identity, key_folder, node_identity, replace_key
from comity.protocol.keys import KeyKind


def test_a_node_has_one_name_and_a_key_for_each_purpose():
    found = node_identity()
    assert (found.origin, found.witness.name) == ("institute.example/log", "institute.example/witness")
    assert found.witness.kind is KeyKind.COSIGNATURE
    assert len({key.seed for key in (found.log, found.witness, found.records, found.requests)}) == 4
    assert "seed" not in repr(found)


def test_keys_stay_and_only_their_owner_reads_them():
    before = node_identity()
    _identity.cache_clear()
    assert node_identity() == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in key_folder().iterdir()} == {0o600}
    assert stat.S_IMODE(key_folder().stat().st_mode) == 0o700


def test_a_node_that_is_renamed_keeps_the_names_of_its_keys(settings):
    before = node_identity()
    settings.NODE_NAME = "other.example"
    _identity.cache_clear()
    assert node_identity().origin == before.origin


def test_two_that_start_together_end_up_with_the_same_keys():
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(_identity.__wrapped__(key_folder(), "institute.example")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({one.log.seed for one in found}) == len({one.sealing_seed for one in found}) == 1


def test_a_replaced_key_is_put_aside_and_the_log_keeps_its_own():
    old = node_identity()
    new = replace_key("records")
    assert new.name == old.records.name
    assert new.seed != old.records.seed
    assert node_identity().requests == old.requests
    assert (key_folder() / f"records.{old.records.verifier.key_id.hex()}.old").exists()
    with pytest.raises(ConflictError):
        replace_key("log")
