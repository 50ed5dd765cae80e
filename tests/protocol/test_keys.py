"""Keys: forms on paper, names, ids, rotation and compromise."""

import base64
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from comity.protocol.keys import (
    KeyHistory,
    KeyKind,
    KeyPeriod,
    SigningKey,
    VerifierKey,
    parse_signing_key,
    read_signing_key,
    write_signing_key,
)
from comity.protocol.keys.rotation import merge_histories
from comity.protocol.refusals import FormatError
from tests.protocol.logs import LOG, LOG_PQ, WITNESS

SEED = bytes(range(32))


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "written",
    [
        SEED,
        SEED.hex().encode() + b"\n",
        SEED.hex().upper().encode(),
        base64.b64encode(SEED),
        base64.urlsafe_b64encode(SEED).rstrip(b"="),
        pem(Ed25519PrivateKey.from_private_bytes(SEED)),
    ],
)
def test_a_seed_in_every_form(written):
    assert parse_signing_key(written, name="a.test").seed == SEED


def test_an_ml_dsa_key_as_pem_says_its_algorithm():
    found = parse_signing_key(pem(MLDSA44PrivateKey.from_seed_bytes(SEED)), name="a.test")
    assert (found.kind, found.seed) == (KeyKind.ML_DSA_44, SEED)


@pytest.mark.parametrize("key", [LOG, LOG_PQ, WITNESS], ids=lambda key: key.kind.name)
def test_a_key_file_is_written_for_its_owner_only_and_never_over_another(tmp_path, key):
    path = tmp_path / "key"
    write_signing_key(path, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_signing_key(path) == key
    with pytest.raises(FileExistsError):
        write_signing_key(path, key)
    assert key.seed.hex() not in repr(key)
    assert key.verifier.verifies(b"text", key.sign(b"text"))
    assert not key.verifier.verifies(b"texu", key.sign(b"text"))


@pytest.mark.parametrize(
    "written", [b"", b"short", b"zz" * 32, b"PRIVATE+KEY+a+b", b"-----BEGIN nothing", bytes(70_000)]
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(FormatError):
        parse_signing_key(written, name="a.test")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "x" * 256])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(FormatError):
        SigningKey(name, KeyKind.ED25519, SEED)


@pytest.mark.parametrize("vkey", ["", "a", "a+b", "a.test+00000000+AQ==", "a.test+zz+" + "A" * 44, "a.test++"])
def test_what_is_no_verifier_key_is_refused(vkey):
    with pytest.raises(FormatError):
        VerifierKey.parse(vkey)


def test_a_signature_of_another_length_or_key_is_none():
    signature = LOG.sign(b"text")
    assert not LOG.verifier.verifies(b"text", signature[:-1])
    assert not LOG.verifier.verifies(b"text", signature + b"x")
    assert not WITNESS.verifier.verifies(b"text", signature)
    assert not LOG_PQ.verifier.verifies(b"text", signature)


def test_a_key_of_small_order_signs_nothing():
    neutral = VerifierKey("a.test", KeyKind.ED25519, b"\x01" + bytes(31))
    assert not neutral.verifies(b"anything", b"\x01" + bytes(63))


def keys(count):
    return [SigningKey("a.test", KeyKind.ED25519, bytes([one]) * 32).verifier for one in range(1, count + 1)]


def test_a_compromise_cuts_trust_for_later_entries_only():
    first, second, third = keys(3)
    history = KeyHistory((KeyPeriod(first, 0),)).rotate(second, at=100).rotate(third, at=200)
    assert [history.keys_at(index) for index in (0, 99, 100, 199, 200)] == [
        (first,), (first,), (second,), (second,), (third,),
    ]  # fmt: skip
    lost = history.compromise(second, at=150)
    assert lost.keys_at(149) == (second,)
    assert lost.keys_at(150) == ()
    assert lost.keys_at(200) == (third,)
    assert lost.compromise(second, at=180) == lost, "never moved later"
    assert lost.compromise(second, at=120).keys_at(120) == ()


def test_histories_that_contradict_themselves_are_refused():
    first, second = keys(2)
    for bad in (
        lambda: KeyHistory((KeyPeriod(first, 0), KeyPeriod(first, 5))),
        lambda: KeyPeriod(first, 5, end=5),
        lambda: KeyPeriod(first, -1),
        lambda: KeyHistory((KeyPeriod(first, 0),)).compromise(second, at=1),
        lambda: merge_histories([KeyHistory((KeyPeriod(first, 0),))] * 2),
    ):
        with pytest.raises(FormatError):
            bad()
