"""Commitments per field: what is withheld is counted, what is altered is found."""

import json
import secrets
import uuid

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.contents import (
    content_of,
    digest_of,
    has_field_labels,
    keep_fields,
    look_at,
    read_record,
    write_record,
)
from comity.kernel.exchange.limits import LARGEST_CONTENT, MOST_FIELDS
from comity.kernel.exchange.statements import RecordStatement
from tests.federation.simulator import ISSUED, key

PARTY = uuid.uuid4()
CONTENT = {"title": "T", "person": {"name": "N", "age": 3}, "list": [1, {"a": 2.5}]}


def written(content=CONTENT, labels=None, signer=None):
    said = RecordStatement(uuid.uuid4(), 1, "bulletin", 1, "a/log", PARTY, ISSUED, {"tlp": "RED"})
    signer = signer or key("a/records")
    return write_record(said, content, labels or {}, key=signer, salt=secrets.token_bytes), signer, said


def test_everything_comes_back():
    made, signer, said = written()
    read = read_record(made.envelope, made.statement, made.fields, [signer.verifier])
    assert (read.statement, read.content, read.withheld) == (said, CONTENT, 0)
    assert look_at(made.envelope, made.statement) == said
    assert content_of(made.fields) == CONTENT
    assert digest_of(made.envelope) == made.digest


def test_a_field_below_an_object_is_withheld_alone_and_not_named():
    made, signer, _ = written(labels={"/person/name": {"tlp": "RED"}})
    fewer = keep_fields(made.fields, lambda _label: False)
    read = read_record(made.envelope, made.statement, fewer, [signer.verifier])
    assert (read.content["person"], read.withheld) == ({"age": 3}, 1)
    assert "name" not in made.envelope + fewer
    assert has_field_labels(made.fields)
    assert not has_field_labels(fewer)


@pytest.mark.parametrize("pointer", ["/missing", "/list/0", "/title/x"])
def test_a_label_on_nothing_is_refused(pointer):
    with pytest.raises(InputError):
        written(labels={pointer: {"tlp": "RED"}})


def test_every_byte_of_what_is_shown_is_bound():
    made, signer, _ = written()
    trials = 0
    for name in ("statement", "fields"):
        parts = {"statement": made.statement, "fields": made.fields}
        for place in range(len(parts[name])):
            spoilt = parts[name][:place] + chr(33 + (ord(parts[name][place]) - 32) % 90) + parts[name][place + 1 :]
            trials += 1
            try:
                read = read_record(made.envelope, **(parts | {name: spoilt}), keys=[signer.verifier])
            except InputError:
                continue
            assert (read.content, read.withheld) == (CONTENT, 0), "accepted only where it says the same"
    print(f"altered bytes: {trials} trials")  # noqa: T201 - the number is asked for


def test_fields_of_another_record_and_the_statement_as_a_field_are_refused():
    made, signer, _ = written()
    other, _, _ = written(signer=signer)
    for fields in (other.fields, made.statement, json.dumps(json.loads(made.fields) * 2)):
        with pytest.raises(InputError):
            read_record(made.envelope, made.statement, fields, [signer.verifier])


def test_another_key_is_refused():
    made, _, _ = written()
    with pytest.raises(InputError):
        read_record(made.envelope, made.statement, made.fields, [key("b/records").verifier])


def test_bounds():
    with pytest.raises(InputError):
        written({"title": "x" * LARGEST_CONTENT})
    with pytest.raises(InputError):
        written({str(n): n for n in range(MOST_FIELDS + 1)})
