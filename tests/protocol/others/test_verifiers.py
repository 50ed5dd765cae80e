"""sigstore, OpenSSL, pymerkle and securesystemslib on what we wrote."""

import base64
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.protocol.envelope import pre_authentication, sign_envelope
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.note import sign_text
from comity.protocol.tree import leaf_hash
from tests.protocol.logs import LOG, TIME, WITNESS, WITNESS_PQ, files_of, leaves, note_of, reader_of


def public_pem(key):
    loaded = Ed25519PublicKey.from_public_bytes(key.verifier.public)
    return loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 1000])
def test_sigstore_accepts_our_checkpoints_and_inclusion_proofs(size):
    checkpoint_module = pytest.importorskip("sigstore._internal.rekor.checkpoint")
    merkle = pytest.importorskip("sigstore._internal.merkle")
    entries = leaves(size)
    note = note_of(entries).with_signatures(
        sign_text(note_of(entries).text, [WITNESS, WITNESS_PQ], time=TIME).signatures
    )
    signed = checkpoint_module.SignedCheckpoint.from_text(note.data.decode())
    assert len(signed.signed_note.signatures) == 3
    assert signed.checkpoint.log_size == size
    tiles = reader_of(entries)
    for index in {0, size // 2, size - 1}:
        verify = merkle.verify_merkle_inclusion
        verify(sigstore_entry(entries[index], index, size, tiles))
        with pytest.raises(Exception, match="inclusion proof"):
            verify(sigstore_entry(b"another", index, size, tiles))


def sigstore_entry(entry, index, size, tiles):
    hashes = tiles.inclusion_proof(index)
    proof = SimpleNamespace(log_index=index, tree_size=size, hashes=hashes, root_hash=tiles.head.root)
    inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=entry)
    return SimpleNamespace(_inner=inner)


@pytest.mark.parametrize("signed", ["note", "cosignature", "envelope"])
def test_openssl_accepts_our_ed25519_signatures(tmp_path, signed):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    note = note_of(leaves(5), LOG, WITNESS)
    envelope = sign_envelope(b'{"a":1}', "application/x", [LOG])
    cases = {
        "note": (LOG, note.text, note.signatures[0].payload),
        "cosignature": (WITNESS, b"cosignature/v1\ntime %d\n" % TIME + note.text, note.signatures[1].payload[8:]),
        "envelope": (LOG, pre_authentication(envelope.payload, "application/x"), envelope.signatures[0].signature),
    }
    key, message, signature = cases[signed]
    assert openssl(tmp_path, key, message, signature) == 0
    assert openssl(tmp_path, key, message + b"x", signature) != 0


def openssl(folder, key, message, signature):
    for name, content in (("key", public_pem(key)), ("message", message), ("signature", signature)):
        (folder / name).write_bytes(content)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key", "-in", "message"]
    return subprocess.run([*command, "-sigfile", "signature"], cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 1000])
def test_pymerkle_computes_our_roots(size):
    pymerkle = pytest.importorskip("pymerkle")
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in leaves(size):
        tree.append_entry(entry)
    assert tree.get_root() == files_of(leaves(size))[1]


def test_securesystemslib_signs_the_same_bytes_in_an_envelope():
    dsse = pytest.importorskip("securesystemslib.dsse")
    theirs = dsse.Envelope(b"hello world", "http://example.com/HelloWorld", {})
    assert theirs.pae() == pre_authentication(b"hello world", "http://example.com/HelloWorld")


def test_cryptography_derives_the_public_keys_that_libsodium_does():
    key = SigningKey("a.test", KeyKind.ED25519, bytes(range(32)))
    Ed25519PublicKey.from_public_bytes(key.verifier.public).verify(key.sign(b"text"), b"text")
    assert base64.b64encode(leaf_hash(b"")).decode().startswith("bjQL")
