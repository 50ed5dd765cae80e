import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from comity.domains.exercises.submission.receipt import content_digest, digest_of, receipt_bytes, typed_digest

GIVEN = {
    "round_id": UUID(int=1),
    "participant": "K7TXQ4",
    "version": 2,
    "submitted_at": datetime(2026, 3, 31, 16, tzinfo=UTC),
    "source": "page",
    "comment": "",
    "rows": [{"result": "45,2 µg", "item": "A"}, {"item": "B"}],
}


def test_the_file_is_json_and_its_sha256_is_the_digest():
    content = receipt_bytes(**GIVEN)
    data = json.loads(content)
    assert data["rows"] == [{"item": "A", "result": "45,2 µg"}, {"item": "B"}]
    assert data["submitted_at"] == "2026-03-31T16:00:00Z"
    assert digest_of(content) == hashlib.sha256(content).hexdigest()


def test_the_order_of_keys_plays_no_part():
    turned = {**GIVEN, "rows": [dict(reversed(row.items())) for row in GIVEN["rows"]]}
    assert receipt_bytes(**turned) == receipt_bytes(**GIVEN)


@pytest.mark.parametrize("change", [{"version": 3}, {"participant": "K7TXQ5"}, {"comment": "x"}, {"rows": []}])
def test_any_change_gives_another_digest(change):
    assert digest_of(receipt_bytes(**{**GIVEN, **change})) != digest_of(receipt_bytes(**GIVEN))


def test_content_is_told_apart_by_rows_and_comment_alone():
    assert content_digest([{"a": "1"}], "") == content_digest([{"a": "1"}], "")
    assert content_digest([{"a": "1"}], "") != content_digest([{"a": "1"}], "x")


def test_a_digest_is_understood_as_people_paste_it():
    digest = "ab" * 32
    assert typed_digest(f" SHA256:{digest.upper()[:32]} {digest[32:]}\n") == digest
    assert typed_digest("ab") == ""
