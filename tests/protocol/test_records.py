"""Canonical JSON, envelopes, commitments, sealed records, signed requests: what fits, and that nothing else does."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.protocol.canonical import LARGEST_INTEGER, MAXIMUM_DEPTH, canonical_json, parse_json
from comity.protocol.commitments import Commitment, Disclosure, commit, disclose, verify_disclosures
from comity.protocol.envelope import Envelope, EnvelopeSignature, sign_envelope, verify_envelope
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.requests import Request, sign_request, verify_request
from comity.protocol.sealing import OpeningKey, open_sealed, recipients_of, seal
from tests.protocol.logs import LOG, LOG_PQ, TIME

TEXTS = st.text(st.characters(codec="utf-8"))
NUMBERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_json_is_one_form(value):
    written = canonical_json(value)
    assert canonical_json(parse_json(written)) == written
    assert parse_json(written) == json.loads(json.dumps(value))


def test_names_are_sorted_by_utf_16_units_as_in_the_rfcs_example():
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_json(value)).values()) == [2, 4, 6, 7, 1, 5, 3]
    assert canonical_json([1e21, 1e-7, 0.1, -0.0, 333333333.33333329]) == b"[1e+21,1e-7,0.1,0,333333333.3333333]"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":1}', "json-duplicate-name"),
        (b'{"a":{"b":1,"\\u0062":2}}', "json-duplicate-name"),
        (b"NaN", "json-number"),
        (b"[Infinity]", "json-number"),
        (b"1e999", "json-value"),
        (b"9007199254740993", "json-number"),
        (b"1" * 5_000, "json-number"),
        (b'"\\ud800"', "json-value"),
        (b"\xff", "json-syntax"),
        (b"\xef\xbb\xbf{}", "json-syntax"),
        (b"{'a':1}", "json-syntax"),
        (b"[" * (MAXIMUM_DEPTH + 1) + b"]" * (MAXIMUM_DEPTH + 1), "json-depth"),
        (b"[" * 100_000, "json-depth"),
        (b" " * 101, "json-size"),
    ],
)
def test_json_that_is_read_in_two_ways_or_not_at_all_is_refused(data, code):
    with pytest.raises(FormatError) as refused:
        parse_json(data, 100 if code == "json-size" else 10**6)
    assert refused.value.code == code


def test_brackets_inside_text_are_no_depth():
    assert parse_json(json.dumps("[" * 200 + '\\"{').encode()) == "[" * 200 + '\\"{'


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(data):
    with suppress(FormatError):
        canonical_json(parse_json(data))


def test_values_without_a_canonical_form_are_refused():
    for value in (float("nan"), 2**60, b"bytes", {1: 2}, "\ud800"):
        with pytest.raises(FormatError):
            canonical_json(value)


def test_an_envelope_needs_as_many_different_keys_as_asked_for():
    envelope = sign_envelope(b"{}", "a/b", [LOG, LOG_PQ])
    assert len(verify_envelope(envelope, [LOG.verifier, LOG_PQ.verifier], 2, payload_type="a/b")) == 2
    same = SigningKey("another.name", KeyKind.ED25519, LOG.seed)
    cases = [
        (envelope, [LOG.verifier], 2),
        (sign_envelope(b"{}", "a/b", [LOG, same]), [LOG.verifier, same.verifier], 2),
        (Envelope(b"{ }", "a/b", envelope.signatures), [LOG.verifier], 1),
        (Envelope(b"{}", "a/c", envelope.signatures), [LOG.verifier], 1),
        (envelope, [], 0),
        (envelope, [SigningKey("x", KeyKind.ED25519, bytes(32)).verifier], 1),
        (Envelope(b"{}", "a/b", (EnvelopeSignature("", b""),)), [LOG.verifier], 1),
    ]
    for bad, keys, threshold in cases:
        with pytest.raises(VerificationError):
            verify_envelope(bad, keys, threshold)
    with pytest.raises(VerificationError) as refused:
        verify_envelope(envelope, [LOG.verifier], payload_type="a/c")
    assert refused.value.code == "envelope-type"


@pytest.mark.parametrize("value", [{}, [], None, {"payload": 1, "payloadType": "", "signatures": []}, {"payload": "!"}])
def test_what_is_no_envelope_is_refused(value):
    with pytest.raises(FormatError):
        Envelope.from_json(value)


RECORD = {"name": "A. Example", "born": 1980, "mass": 1.5, "notes": ["x", None]}
SALTS = {name: bytes([place]) * 32 for place, name in enumerate(RECORD)}


def test_any_subset_of_fields_can_be_opened_and_the_signature_holds():
    made = commit(RECORD, SALTS, record_type="person/v1")
    envelope = sign_envelope(made.data, "application/x", [LOG])
    verify_envelope(envelope, [LOG.verifier])
    for names in ([], ["mass"], list(RECORD)):
        shown = verify_disclosures(Commitment.parse(envelope.payload), disclose(RECORD, SALTS, names))
        assert shown == {name: RECORD[name] for name in names}
    assert b"Example" not in made.data
    assert len(made.fields) == 4, "what is left out is seen to be left out"


def test_another_value_salt_name_or_a_repetition_is_refused():
    made = commit(RECORD, SALTS)
    (good,) = disclose(RECORD, SALTS, ["born"])
    for bad in (
        [Disclosure("born", good.salt, 1981)],
        [Disclosure("born", good.salt, "1980")],
        [Disclosure("born", bytes(32), 1980)],
        [Disclosure("age", good.salt, 1980)],
        [good, good],
    ):
        with pytest.raises(VerificationError):
            verify_disclosures(made, bad)


def test_salts_decide_everything_about_guessing():
    """A dictionary of all years finds nothing without the salt, and the value at once with it."""
    made = commit({"born": 1980}, {"born": bytes(range(32))})
    guesses = [commit({"born": year}, {"born": bytes(32)}).fields["born"] for year in range(1900, 2027)]
    assert made.fields["born"] not in guesses
    for bad in ({}, {"born": b"short"}, {"born": bytes(32), "other": bytes(32)}):
        with pytest.raises(FormatError):
            commit({"born": 1980}, bad)
    with pytest.raises(FormatError):
        commit({"a": 1, "b": 2}, {"a": bytes(32), "b": bytes(32)})


@pytest.mark.parametrize("change", [(b'"type"', b'"typE"'), (b":", b": "), (b'"fields"', b'"more":1,"fields"')])
def test_only_the_canonical_commitment_is_one(change):
    data = commit(RECORD, SALTS).data
    with pytest.raises(FormatError):
        Commitment.parse(data.replace(*change, 1))


KEYS = [OpeningKey(bytes([one]) * 32) for one in (1, 2, 3)]


def test_only_the_recipients_open_what_is_sealed():
    sealed = seal(b"secret result", [key.recipient for key in KEYS[:2]], content_type="x/y")
    assert b"secret" not in sealed
    assert len(recipients_of(sealed)) == 2
    assert [open_sealed(sealed, key, content_type="x/y") for key in KEYS[:2]] == [b"secret result"] * 2
    with pytest.raises(VerificationError) as refused:
        open_sealed(sealed, KEYS[2], content_type="x/y")
    assert refused.value.code == "seal-not-for-key"
    with pytest.raises(VerificationError):
        open_sealed(sealed, KEYS[0])
    assert "01" * 32 not in repr(KEYS[0])


def test_every_altered_part_of_a_sealed_record_is_seen():
    sealed = json.loads(seal(b"secret", [KEYS[0].recipient]))
    for name in ("protected", "iv", "ciphertext", "tag"):
        text = sealed[name]
        altered = sealed | {name: ("A" if text[0] != "A" else "B") + text[1:]}
        with pytest.raises((VerificationError, FormatError)):
            open_sealed(canonical_json(altered), KEYS[0])
    for header in ({"alg": "none"}, {"alg": "dir"}, {"alg": "ECDH-ES"}, {"alg": "RSA1_5"}):
        recipient = sealed["recipients"][0]
        changed = sealed | {"recipients": [recipient | {"header": recipient["header"] | header}]}
        with pytest.raises((VerificationError, FormatError)):
            open_sealed(canonical_json(changed), KEYS[0])
    for bad in (
        b"{}",
        b"[]",
        canonical_json(sealed | {"recipients": [1]}),
        canonical_json(sealed | {"recipients": []}),
    ):
        with pytest.raises((FormatError, VerificationError)):
            open_sealed(bad, KEYS[0])


def signed(**changes):
    request = Request("POST", "https://peer.test/inbox?page=1", {"Content-Type": "application/json"}, b'{"a":1}')
    sign_request(request, LOG, created=TIME, nonce="n1")
    for name, value in changes.items():
        setattr(request, name, value)
    return request


def test_a_signed_request_says_who_when_and_its_nonce():
    found = verify_request(signed(), [LOG.verifier], now=TIME + 10)
    assert (found.key, found.created, found.expires, found.nonce) == (LOG.verifier, TIME, TIME + 300, "n1")
    empty = Request("GET", "https://peer.test/")
    sign_request(empty, LOG, created=TIME, nonce="n2")
    assert verify_request(empty, [LOG.verifier], now=TIME).nonce == "n2"
    del empty.headers["Content-Digest"]
    with pytest.raises(VerificationError):
        verify_request(empty, [LOG.verifier], now=TIME)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "PUT"},
        {"url": "https://peer.test/inbox?page=2"},
        {"url": "https://peer.test/outbox?page=1"},
        {"url": "https://other.test/inbox?page=1"},
        {"body": b'{"a":2}'},
        {"body": b""},
        {"headers": {}},
    ],
)
def test_a_changed_request_is_refused(changes):
    with pytest.raises(VerificationError) as refused:
        verify_request(signed(**changes), [LOG.verifier], now=TIME)
    assert refused.value.code == "request-signature"


def test_changed_headers_unknown_keys_and_other_times_are_refused():
    for name in ("Content-Type", "Content-Digest", "Signature", "Signature-Input"):
        request = signed()
        request.headers[name] = request.headers[name].replace("a", "b")
        with pytest.raises(VerificationError):
            verify_request(request, [LOG.verifier], now=TIME)
    with pytest.raises(VerificationError):
        verify_request(signed(), [SigningKey("x", KeyKind.ED25519, bytes(32)).verifier], now=TIME)
    for now in (TIME - 61, TIME + 361, TIME + 86_400):
        with pytest.raises(VerificationError) as refused:
            verify_request(signed(), [LOG.verifier], now=now)
        assert refused.value.code == "request-time"
    with pytest.raises(FormatError):
        sign_request(Request("GET", "https://a.test/"), LOG_PQ, created=TIME, nonce="n")
    with pytest.raises(FormatError):
        sign_request(Request("GET", "https://a.test/"), LOG, created=TIME, nonce="n", life=301)


@settings(max_examples=50)
@given(st.binary(max_size=120))
def test_any_bytes_are_no_sealed_record(data):
    with pytest.raises((FormatError, VerificationError)):
        open_sealed(data, KEYS[0])
