"""Signed notes, checkpoints, cosignatures, heads: published values, every flipped byte, and any bytes at all."""

import base64
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.cosignature import cosigned_message, subtree_message
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import KeyKind, SigningKey, VerifierKey
from comity.protocol.note import Note, parse_note, sign_text, verify_note
from comity.protocol.refusals import FormatError, VerificationError
from tests.protocol.logs import LOG, LOG_PQ, ORIGIN, TIME, WITNESS, WITNESS_PQ, leaves, note_of

O6_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
O7_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


def test_o5_the_checkpoint_that_go_signs_byte_for_byte():
    note = note_of(leaves(1_000), LOG, WITNESS)
    assert (LOG.verifier.key_id.hex(), WITNESS.verifier.key_id.hex()) == ("3f8019ce", "031c5f4c")
    assert sha256(note.data).hexdigest() == "57c609db5cce6f26497fb51ac472919604827e84c9bf24d038ed442fe56b5729"


@pytest.mark.parametrize("vkey", [O6_KEY, O7_KEY, LOG_PQ.verifier.vkey])
def test_o6_o7_verifier_keys_survive(vkey):
    assert VerifierKey.parse(vkey).vkey == vkey
    with pytest.raises(FormatError):
        VerifierKey.parse(vkey[:-3] + ("AAA" if vkey[-3:] != "AAA" else "BBB"))


def test_all_kinds_of_signature_in_one_note():
    note = note_of(leaves(5), LOG, LOG_PQ, WITNESS, WITNESS_PQ)
    found = verify_note(parse_note(note.data), [key.verifier for key in (LOG, LOG_PQ, WITNESS, WITNESS_PQ)])
    assert [one.time for one in found] == [None, TIME, TIME, TIME]
    head = open_checkpoint(note.data, [LOG.verifier, LOG_PQ.verifier], [WITNESS.verifier, WITNESS_PQ.verifier])
    assert (len(head.log_signatures), len(head.cosignatures), head.checkpoint.size) == (2, 2, 5)


def test_every_flipped_byte_of_a_signed_head_is_refused():
    data = note_of(leaves(5), LOG, WITNESS).data
    keys = [LOG.verifier, WITNESS.verifier]
    refused = ignored = 0
    for place in range(len(data)):
        altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        try:
            head = open_checkpoint(altered, [keys[0]], [keys[1]])
        except (FormatError, VerificationError):
            refused += 1
            continue
        # Only the name or key id of one line may change: then that signature is of an unknown key.
        assert head.checkpoint == Checkpoint.parse(parse_note(data).text)
        assert len(head.cosignatures) == 0
        ignored += 1
    assert refused > len(data) * 0.8
    assert ignored < 40


def test_a_bad_signature_of_a_known_key_spoils_the_note_and_of_an_unknown_one_does_not():
    note = note_of(leaves(5), LOG, WITNESS)
    first, second = note.signatures
    spoilt = Note(note.text, (first, type(second)(second.name, second.key_id, bytes(len(second.payload)))))
    assert len(verify_note(spoilt, [LOG.verifier])) == 1
    with pytest.raises(VerificationError, match="altered or forged") as refused:
        verify_note(spoilt, [LOG.verifier, WITNESS.verifier])
    assert refused.value.code == "note-bad-signature"
    with pytest.raises(VerificationError) as refused:
        verify_note(note, [SigningKey("x.test", KeyKind.ED25519, bytes(32)).verifier])
    assert refused.value.code == "note-unknown-signers"


def test_a_repeated_signature_counts_once():
    note = note_of(leaves(5))
    assert len(verify_note(Note(note.text, note.signatures * 3), [LOG.verifier])) == 1


def test_the_head_of_another_log_is_refused_although_the_key_is_known():
    other = SigningKey("other.test", KeyKind.ED25519, LOG.seed)
    note = sign_text(Checkpoint(ORIGIN, 1, bytes(32)).text, [other])
    with pytest.raises(VerificationError) as refused:
        open_checkpoint(note.data, [other.verifier])
    assert refused.value.code == "checkpoint-not-by-log"
    with pytest.raises(VerificationError) as refused:
        open_checkpoint(note_of(leaves(1)).data, [LOG.verifier], origin="other.test")
    assert refused.value.code == "checkpoint-origin"


GOOD = note_of(leaves(3)).data
SIGNATURE = GOOD.rpartition(b"\n\n")[2]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n" + SIGNATURE,
        GOOD[:-1],
        GOOD.replace(b"\n\n", b"\n"),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(ORIGIN.encode(), b"a\x00b"),
        GOOD.replace("\u2014".encode(), b"-"),
        GOOD + b"\xff",
        GOOD + b"more\n",
        GOOD + SIGNATURE * 100,
        GOOD[:-2] + b"!\n",
        b"x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(FormatError):
        parse_note(data)


@pytest.mark.parametrize(
    "text",
    [
        "a.test\n01\n{root}\n",
        "a.test\n+1\n{root}\n",
        "a.test\n-1\n{root}\n",
        "a.test\n1\n{root}",
        "a.test\n1\n{root}\n\n",
        "\n1\n{root}\n",
        "a.test\n9223372036854775808\n{root}\n",
        "a.test\n1\nAAAA\n",
        "a.test\n1\n{root}=\n",
        "a.test\n0\n{root}\n",
        "a.test\n\u0661\n{root}\n",
        "a.test\n1\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(FormatError):
        Checkpoint.parse(text.replace("{root}", base64.b64encode(bytes(32)).decode()).encode())


def test_extension_lines_are_kept_and_covered_by_the_logs_signature():
    text = Checkpoint(ORIGIN, 1, bytes(32), ("more", "lines")).text
    note = sign_text(text, [LOG])
    assert open_checkpoint(note.data, [LOG.verifier]).checkpoint.extensions == ("more", "lines")
    with pytest.raises(VerificationError):
        open_checkpoint(note.data.replace(b"more", b"less"), [LOG.verifier])


@given(st.binary(max_size=400))
def test_any_bytes_are_a_note_or_refused(data):
    with suppress(FormatError):
        assert parse_note(data).data == data


@given(st.text(max_size=200))
def test_any_text_is_a_checkpoint_or_refused(text):
    with suppress(FormatError):
        data = text.encode("utf-8", "surrogatepass")
        assert Checkpoint.parse(data).text == data


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4))
def test_a_note_with_a_piece_replaced_is_never_believed_about_anything_else(place, piece):
    data = GOOD[:place] + piece + GOOD[place + len(piece) :]
    with suppress(FormatError, VerificationError):
        assert open_checkpoint(data, [LOG.verifier]).note.text == parse_note(GOOD).text


def test_what_a_cosigner_signs():
    text = Checkpoint("a.test", 7, bytes(32)).text
    message = cosigned_message(text, 5, KeyKind.ML_DSA_44, "w.test")
    assert message == b"subtree/v1\n\x00\x06w.test" + bytes(7) + b"\x05\x06a.test" + bytes(15) + b"\x07" + bytes(32)
    for bad in (
        lambda: cosigned_message(text, 2**63, KeyKind.COSIGNATURE, "w"),
        lambda: subtree_message("w", 1, "a", 1, 2, b""),
    ):
        with pytest.raises(FormatError):
            bad()
