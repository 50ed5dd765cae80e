"""Whatever was changed behind our back is found, and named."""

import pytest
from django.db import connection, transaction

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
