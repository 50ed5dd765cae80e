"""Whatever was changed behind our back is found, and named."""

import json

import pytest
from django.db import connection, transaction

from comity.cli.main import main
from comity.kernel.ledger.auditing import audit_log
from comity.kernel.ledger.services import append_many
from comity.kernel.ledger.signing import sign_head
from comity.protocol.tree import leaf_hash, root_hash

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log():
    for count in (10, 600):
        with transaction.atomic():
            append_many([b"%d %d" % (count, number) for number in range(count)])
        sign_head()


def alter(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.usefixtures("log")
def test_a_log_that_nobody_touched_is_in_order():
    found = audit_log()
    assert (found.entries, found.signed_heads, found.findings) == (610, 2, ())
    entries = [b"10 %d" % number for number in range(10)] + [b"600 %d" % number for number in range(600)]
    assert found.root == root_hash([leaf_hash(entry) for entry in entries])


def test_an_empty_log_is_in_order():
    assert audit_log().findings == ()


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("change", "values", "words"),
    [
        ('UPDATE ledger_logentry SET entry = %s WHERE "index" = 300', [b"forged"], "Entry 300 does not have"),
        ('DELETE FROM ledger_logentry WHERE "index" = 5', [], "Entry 5 is missing"),
        ("UPDATE ledger_tile SET hashes = %s WHERE number = 1", [bytes(8192)], "Tile 0/1"),
        ('DELETE FROM ledger_logentry WHERE "index" >= 300', [], "A head of 610 entries was signed"),
        ("UPDATE ledger_signedhead SET note = replace(note, %s, %s)", ["— ", "— x"], "not signed by a key of this log"),
        ("UPDATE ledger_head SET range_hashes = %s", [bytes(64)], "The head in the database"),
    ],
)
def test_what_was_changed_is_named(change, values, words):
    alter(change, *values)
    assert any(words in str(one) for one in audit_log().findings)


@pytest.mark.usefixtures("log")
def test_an_entry_that_was_forged_with_its_hash_does_not_fit_the_signed_heads():
    alter('UPDATE ledger_logentry SET entry = %s, leaf_hash = %s WHERE "index" = 3', b"forged", leaf_hash(b"forged"))
    found = [str(one) for one in audit_log().findings]
    assert any("signed at 10 entries" in one for one in found)
    assert any("signed at 610 entries" in one for one in found)
    assert any("Tile 0/0" in one for one in found)


@pytest.fixture
def run(capsys):
    def started(*arguments):
        code = main(["--language=en", "log", "audit", *arguments])
        return code, capsys.readouterr().out

    return started


@pytest.mark.usefixtures("log")
def test_the_command_audits_the_log_of_the_node(run):
    code, out = run("--node", "--json")
    said, found = json.loads(out), audit_log()
    assert (code, said["clean"], said["entries"], said["signed_heads"]) == (0, True, 610, 2)
    assert said["tree"] == {"origin": "institute.example/log", "size": 610, "root": found.root.hex()}
    assert found.root.hex() in run("--node")[1]
    alter('UPDATE ledger_logentry SET entry = %s WHERE "index" = 300', b"forged")
    code, out = run("--node", "--json")
    assert (code, json.loads(out)["clean"]) == (1, False)
    assert "Entry 300" in json.loads(out)["findings"][0]
    assert "Entry 300" in run("--node")[1]


@pytest.mark.usefixtures("log")
def test_the_command_finds_that_the_database_is_behind_what_was_signed(run):
    alter("DELETE FROM ledger_signedhead")
    alter('DELETE FROM ledger_logentry WHERE "index" >= 300')
    assert not any("was signed" in str(one) for one in audit_log().findings), "the database knows nothing of it"
    code, out = run("--node")
    assert (code, "A head of 610 entries was signed, and only 300 are there." in out) == (1, True)


def test_one_log_at_a_time(run):
    assert run()[0] == 3
    assert run("--node", "somewhere")[0] == 3
