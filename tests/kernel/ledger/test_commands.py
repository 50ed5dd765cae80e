"""The command line of logs, as a program from outside uses it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comity.cli.main import main

COMITY = Path(sys.executable).parent / "comity"
ORIGIN = "log.example.org/evidence"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here, capsys):
    """Run a command; its exit code and output, as JSON where it was asked for."""

    def started(*arguments):
        code = main(["--language=en", *arguments])
        out = capsys.readouterr().out
        return code, json.loads(out) if "--json" in arguments and out else out

    return started


@pytest.fixture
def log(here, run):
    (here / "key").write_text("01" * 32)
    assert run("log", "init", "L", "--origin", ORIGIN, "--key", "key")[0] == 0
    (here / "lines").write_bytes(b"first\n\nthird")
    code, said = run("log", "append", "L", "--key", "key", "--lines", "lines", "--json")
    assert (code, said["first"], said["indices"], said["size"]) == (0, 0, [0, 1, 2], 3)
    return here / "L"


def test_init_prints_the_verifier_key_and_writes_nothing_but_a_checkpoint(here, run):
    code, said = run("log", "init", "L", "--origin", ORIGIN, "--key", "new", "--json")
    assert (code, said["size"], said["origin"]) == (0, 0, ORIGIN)
    assert [path.name for path in (here / "L").iterdir()] == ["checkpoint"]
    assert (here / "L.vkey").read_text().strip() == said["keys"][0]["vkey"]
    assert (here / "new").stat().st_mode & 0o777 == 0o600
    assert run("log", "init", "L", "--origin", ORIGIN, "--key", "new")[0] == 3, "the folder is not empty"
    shutil.rmtree("L")
    assert run("log", "init", "L", "--origin", ORIGIN, "--key", "new")[0] == 0, "nothing was ever added"


def test_a_second_history_under_the_same_name_is_not_begun(log, run):
    shutil.rmtree(log)
    assert run("log", "init", "L", "--origin", ORIGIN, "--key", "key")[0] == 3


@pytest.mark.usefixtures("log")
def test_files_and_lines_in_any_order_of_options(here, run):
    (here / "empty").write_bytes(b"")
    (here / "one").write_bytes(b"with\nline feed\n")
    code, said = run("log", "append", "L", "one", "--key", "key", "empty", "--lines", "lines", "--json")
    assert code == 0
    assert [(entry["index"], entry["bytes"]) for entry in said["entries"]] == [(3, 15), (4, 0), (5, 5), (6, 0), (7, 5)]
    assert run("log", "append", "L", "--key", "key")[0] == 3, "nothing was named"
    (here / "none").write_bytes(b"")
    assert run("log", "append", "L", "--key", "key", "--lines", "none", "--json")[1]["count"] == 0


def test_an_entry_that_is_too_long_changes_nothing(log, here, run):
    before = (log / "checkpoint").read_bytes()
    (here / "long").write_bytes(bytes(65_536))
    assert run("log", "append", "L", "--key", "key", "lines", "long")[0] == 3
    assert (log / "checkpoint").read_bytes() == before
    (here / "long").write_bytes(bytes(65_535))
    assert run("log", "append", "L", "--key", "key", "long")[0] == 0


def test_another_key_or_an_altered_log_is_refused(log, here, run):
    (here / "other").write_text("02" * 32)
    assert run("log", "append", "L", "--key", "other", "lines")[0] == 3
    for path in sorted(path for path in log.rglob("*") if path.is_file()):
        before = path.read_bytes()
        for place in (0, len(before) // 2, len(before) - 2):
            path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
            assert run("log", "append", "L", "--key", "key", "lines")[0] == 3, (path, place)
        path.write_bytes(before)
    assert run("log", "append", "L", "--key", "key", "lines")[0] == 0


def test_a_restored_folder_is_refused(log, run):
    shutil.copytree(log, "backup")
    assert run("log", "append", "L", "--key", "key", "lines")[0] == 0
    shutil.rmtree(log)
    shutil.copytree("backup", log)
    assert run("log", "append", "L", "--key", "key", "lines")[0] == 3


@pytest.mark.usefixtures("log")
def test_a_proof_verifies_with_the_key_and_the_entry_and_with_no_other(here, run):
    (here / "entry").write_bytes(b"third")
    assert run("log", "prove", "L", "--out", "p", "2")[0] == 0
    key = (here / "L.vkey").read_text().strip()
    assert run("verify", "p", "--entry", "entry", "--log-key", key, "--json")[1]["index"] == 2
    assert run("verify", "p", "--entry", "entry", "--log-key", "L.vkey")[0] == 0
    assert run("verify", "p", "--entry", "entry")[0] == 3, "no key to check with"
    (here / "entry").write_bytes(b"thirD")
    assert run("verify", "p", "--entry", "entry", "--log-key", key)[0] == 1
    assert run("log", "prove", "L", "3")[0] == 3
    assert run("log", "prove", "L")[0] == 3
    code, said = run("log", "prove", "L", "0", "--to", "2", "--json")
    assert (code, said["tree"]["size"], len(said["hashes"]), said["leaf_hash"][:4]) == (0, 2, 1, said["leaf_hash"][:4])


@pytest.mark.usefixtures("log")
def test_growth_is_proved_between_any_two_sizes(run):
    code, said = run("log", "prove", "L", "--from", "1", "--json")
    assert (code, said["old_size"], said["tree"]["size"]) == (0, 1, 3)
    assert run("log", "prove", "L", "--from", "2")[1].startswith("old 2\n")
    assert run("log", "prove", "L", "--from", "4")[0] == 3


def test_every_altered_file_is_named_by_an_audit(log, run):
    assert run("log", "audit", "L", "--json")[1]["clean"]
    for path in sorted(path for path in log.rglob("*") if path.is_file()):
        before = path.read_bytes()
        path.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
        code, said = run("log", "audit", "L", "--json")
        assert (code, said["clean"]) == (1, False)
        assert said["findings"][0]["path"] == str(path.relative_to(log))
        path.unlink()
        assert run("log", "audit", "L")[0] in {1, 3}
        path.write_bytes(before)
    assert run("log", "audit", "L")[0] == 0


def test_a_witness_cosigns_growth_and_keeps_evidence_of_anything_else(log, here, run):
    assert run("log", "cosign", "L", "--key", "w")[0] == 3, "a new key needs a name"
    code, said = run("log", "cosign", "L", "--key", "w", "--name", "witness.example.org/w1", "--json")
    assert (code, said["cosigned"]) == (0, True)
    vkey = said["key"]["vkey"]
    assert (
        run("log", "audit", "L", "--witness-key", vkey, "--json")[1]["cosignatures"][0]["name"] == said["key"]["name"]
    )
    shutil.copytree(log, "old")
    assert run("log", "append", "L", "--key", "key", "lines")[0] == 0
    assert run("log", "audit", "L", "--witness-key", vkey)[0] == 1, "the new head is not cosigned yet"
    assert run("log", "cosign", "L", "--key", "w")[0] == 0
    code, said = run("log", "cosign", "old", "--key", "w", "--log-key", "L.vkey", "--json")
    assert (code, said["code"]) == (1, "rolled-back")
    assert (here / said["evidence"]).exists()


@pytest.mark.usefixtures("log")
def test_a_fork_is_refused_and_its_evidence_convinces(here, run):
    assert run("log", "cosign", "L", "--key", "w", "--name", "w.test")[0] == 0
    (here / "other lines").write_bytes(b"one\ntwo\nthree\nfour\n")
    assert run("log", "init", "fork", "--origin", ORIGIN, "--key", "key")[0] == 0
    assert run("log", "append", "fork", "--key", "key", "--lines", "other lines")[0] == 0
    code, said = run("log", "cosign", "fork", "--key", "w", "--json")
    assert (code, said["code"]) == (1, "forked")
    code, said = run("verify", said["evidence"], "--log-key", "L.vkey", "--json")
    assert (code, said["fork"]) == (0, ORIGIN)


@pytest.mark.usefixtures("log")
def test_a_bundle_verifies_alone_and_every_altered_byte_of_it_is_seen(here, run):
    assert run("log", "prove", "L", "0", "--bundle", "--out", "b")[0] == 0
    code, said = run("verify", "b", "--json")
    assert (code, said["valid"], said["anchored"]) == (0, True, False)
    code, said = run("verify", "b", "--log-key", "L.vkey", "--json")
    assert (code, said["anchored"]) == (0, True)
    whole = (here / "b").read_bytes()
    (here / "b").write_bytes(whole.replace(b"Zmlyc3Q=", b"Rmlyc3Q="))
    assert run("verify", "b")[0] == 1
    (here / "b").write_bytes(whole[:-3])
    assert run("verify", "b")[0] == 1


@pytest.mark.usefixtures("log")
def test_a_policy_decides_how_many_witnesses_are_enough(here, run):
    names = []
    for name in ("w1", "w2"):
        names.append(run("log", "cosign", "L", "--key", name, "--name", f"{name}.test", "--json")[1]["key"]["vkey"])
    key = (here / "L.vkey").read_text().strip()
    for needed, code in ((1, 0), (2, 0)):
        policy = f"log {key}\nwitness A {names[0]}\nwitness B {names[1]}\ngroup G {needed} A B\nquorum G\n"
        (here / "policy").write_text(policy)
        assert run("log", "audit", "L", "--policy", "policy")[0] == code
    assert run("log", "append", "L", "--key", "key", "lines")[0] == 0
    assert run("log", "audit", "L", "--policy", "policy")[0] == 1
    assert run("log", "audit", "L", "--witness-key", names[0], "--quorum", "0")[0] == 0
    assert run("log", "audit", "L", "--witness-key", names[0], "--quorum", "2")[0] == 3


def test_a_post_quantum_key_beside_the_ed25519_key(here, run):
    keys = ["--key", "a"]
    assert run("log", "init", "L", "--origin", ORIGIN, *keys, "--algorithm", "ml-dsa-44")[0] == 0
    (here / "x").write_bytes(b"x")
    assert run("log", "append", "L", *keys, "x")[0] == 0
    assert run("log", "audit", "L", "--json")[1]["signatures"][0]["time"] > 1_700_000_000
    code, said = run("log", "cosign", "L", "--key", "w", "--name", "w.test", "--algorithm", "ml-dsa-44", "--json")
    assert (code, said["key"]["kind"]) == (0, "ml_dsa_44")


@pytest.mark.usefixtures("log", "here")
def test_programs_that_append_at_once_follow_each_other():
    command = [COMITY, "log", "append", "L", "--key", "key", "--lines", "lines"]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [one.wait() for one in started] == [0] * 4
    done = subprocess.run([COMITY, "log", "audit", "L", "--json"], capture_output=True, check=True)
    assert json.loads(done.stdout)["entries"] == 15


def test_nothing_there_is_said_in_words(here, run):
    for arguments in (("audit", "none"), ("append", "none", "--key", "k", "x"), ("prove", "none", "1")):
        assert run("log", *arguments)[0] == 3
    (here / "x").write_bytes(b"\x00")
    assert run("verify", "x", "--log-key", "a+b")[0] == 3


def test_only_the_standard_library_is_loaded_for_help():
    program = (
        "import sys; from comity.cli.main import build_parser; build_parser('en').format_help();"
        "print([name for name in ('nacl', 'cryptography', 'joserfc', 'rfc8785', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
