import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta

from comity.base.clock import now
from comity.kernel.ledger.identity import HANDOVER, _identity, key_folder, node_identity, replace_key
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


def test_a_replaced_key_is_put_aside_and_the_others_stay():
    old = node_identity()
    replace_key("records")
    new = node_identity()
    assert new.records.name == old.records.name
    assert new.records.seed != old.records.seed
    assert (new.requests, new.log, new.sealing_seed) == (old.requests, old.log, old.sealing_seed)
    assert (key_folder() / f"records.{old.records.verifier.key_id.hex()}.old").exists()


def test_a_node_opens_what_was_sealed_for_every_key_it_had():
    first = node_identity().sealing_seed
    replace_key("sealing")
    second = node_identity().sealing_seed
    replace_key("sealing")
    found = node_identity().opening_seeds
    assert (len(set(found)), found[1:]) == (3, (second, first))


def test_another_process_of_the_node_sees_the_new_key_at_once():
    before = node_identity()
    program = "from comity.kernel.start import start_django; start_django()\n"
    program += "from comity.kernel.ledger.identity import replace_key; replace_key('requests')"
    there = {"COMITY_DATA": str(key_folder().parent), "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
    subprocess.run([sys.executable, "-c", program], env=os.environ | there, check=True)
    assert node_identity().requests != before.requests
    assert node_identity().log == before.log


def test_the_log_keeps_its_name_when_its_key_changes_also_on_a_renamed_node(settings):
    before = node_identity()
    settings.NODE_NAME = "other.example"
    replace_key("log")
    after = node_identity()
    assert after.origin == before.origin
    assert after.log.verifier != before.log.verifier
    assert after.log_verifiers == (after.log.verifier, before.log.verifier)


def test_the_old_key_of_the_log_signs_too_until_the_handover_ends():
    before = node_identity()
    replace_key("log")
    after, today = node_identity(), now().date()
    assert after.log_signers(today) == [after.log, before.log]
    assert after.log_signers(today + HANDOVER) == [after.log, before.log]
    assert after.log_signers(today + HANDOVER + timedelta(days=1)) == [after.log]


def test_a_stolen_key_of_the_log_signs_nothing_and_ends_other_handovers():
    first = node_identity()
    replace_key("log")
    second = node_identity()
    replace_key("log", stolen=True)
    third = node_identity()
    assert third.log_signers(now().date()) == [third.log]
    assert set(third.log_verifiers) == {one.log.verifier for one in (first, second, third)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in key_folder().iterdir()} == {0o600}
