"""Policies, trusted logs, proofs, bundles, mirrors."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.protocol.bundle import Bundle, BundledRecord, Trust, verify_bundle
from comity.protocol.canonical import parse_json
from comity.protocol.commitments import commit, disclose
from comity.protocol.envelope import sign_envelope
from comity.protocol.folder.memory import Decision
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.mirror import Mirror, MirrorInfo, make_upload, package_ranges, split_upload
from comity.protocol.policy import Policy
from comity.protocol.proof import LogProof
from comity.protocol.refusals import ForkError, FormatError, VerificationError
from comity.protocol.trusted import TrustedLog
from comity.protocol.witness import AddCheckpoint
from tests.protocol.logs import LOG, ORIGIN, TIME, WITNESS, WITNESS_PQ, leaves, note_of, reader_of

W1, W2 = WITNESS.verifier, WITNESS_PQ.verifier
W3 = SigningKey("w3.test", KeyKind.COSIGNATURE, bytes([7]) * 32).verifier
LINES = f"# who we trust\nlog {LOG.verifier.vkey} https://a.test\nwitness A {W1.vkey}\n\twitness B {W2.vkey}\n"


def test_a_policy_of_groups_in_groups():
    text = f"{LINES}witness C {W3.vkey}\ngroup AB any A B\ngroup all all AB C\nquorum all\n"
    policy = Policy.parse(text.encode())
    assert [policy.satisfied_by(keys) for keys in ([W1, W3], [W2, W3], [W1, W2], [W3], [])] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert Policy.parse(b"quorum none\n").satisfied_by([])


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum A\nquorum A\n",
        "quorum X\n",
        "quorum A",
        "group G 0 A\nquorum G\n",
        "group G 3 A B\nquorum G\n",
        "group G any\nquorum G\n",
        "group G 1 A A\nquorum G\n",
        "group G 1 A\ngroup H 1 A\nquorum H\n",
        "group G 1 G\nquorum G\n",
        "group none 1 A\nquorum none\n",
        f"witness A {W3.vkey}\nquorum A\n",
        f"witness D {W1.vkey}\nquorum A\n",
        f"witness D {LOG.verifier.vkey}\nquorum A\n",
        f"log {LOG.verifier.vkey}\nquorum A\n",
        "trust me\nquorum A\n",
        "quorum A\r\n",
        "quorum \u00a0A\n",
    ],
)
def test_a_policy_that_says_nothing_clear_is_refused(lines):
    with pytest.raises(FormatError):
        Policy.parse((LINES + lines).encode())


POLICY = Policy.parse((LINES + "group G 1 A B\nquorum G\n").encode())
ENTRIES = leaves(300)


def test_a_head_without_a_quorum_is_refused():
    assert POLICY.open(note_of(ENTRIES, LOG, WITNESS).data).checkpoint.size == 300
    with pytest.raises(VerificationError) as refused:
        POLICY.open(note_of(ENTRIES).data)
    assert refused.value.code == "policy-quorum"


def head(size, entries=ENTRIES, time=TIME):
    return note_of(entries[:size], LOG, WITNESS, time=time).data


def test_rollback_fork_and_freeze_are_found_and_the_heads_are_kept():
    known = TrustedLog(ORIGIN, POLICY).update(head(100), [], now=TIME)
    known = known.update(head(200), reader_of(ENTRIES[:200]).consistency_proof(100), now=TIME)
    assert TrustedLog.from_data(known.data, POLICY) == known
    other = [b"x", *ENTRIES[1:]]
    cases = [
        ("rolled-back", head(100), []),
        ("forked", head(200, other), []),
        ("not-continued", head(300, other), reader_of(other).consistency_proof(200)),
        ("not-continued", head(300), []),
    ]
    for code, shown, proof in cases:
        with pytest.raises(ForkError) as refused:
            known.update(shown, proof, now=TIME)
        assert (refused.value.code, refused.value.known, refused.value.shown) == (code, head(200), shown)
    known.require_fresh(now=TIME + 3_600, oldest=3_600)
    with pytest.raises(VerificationError) as frozen:
        known.require_fresh(now=TIME + 3_601, oldest=3_600)
    assert frozen.value.code == "frozen"
    for bad in (b"{}", b"[]", known.data.replace(b'"seen"', b'"Seen"')):
        with pytest.raises(FormatError):
            TrustedLog.from_data(bad, POLICY)


PROOF = LogProof(120, tuple(reader_of(ENTRIES).inclusion_proof(120)), head(300), b"extra")


def test_a_proof_survives_and_every_altered_line_of_it_is_refused():
    assert LogProof.parse(PROOF.data) == PROOF
    PROOF.verify(ENTRIES[120], [LOG.verifier], [W1])
    refused = 0
    for place in range(len(PROOF.data)):
        altered = PROOF.data[:place] + bytes([PROOF.data[place] ^ 1]) + PROOF.data[place + 1 :]
        try:
            found = LogProof.parse(altered)
            assert POLICY.open(found.checkpoint).checkpoint.size == 300
            found.verify(ENTRIES[120], [LOG.verifier], [W1])
        except (FormatError, VerificationError):
            refused += 1
            continue
        assert found.index == 120
        assert found.extra != PROOF.extra, "nothing but the extra line is left unauthenticated"
    assert refused > 0.9 * len(PROOF.data)


@pytest.mark.parametrize(
    "change",
    [
        (b"@v1", b"@v2"), (b"index 120", b"index 0120"), (b"index 120", b"index 121"), (b"index", b"indeks"),
        (b"\n\n", b"\n"), (b"extra ", b"extra"), (b"index 120\n", b"index 120\n" + b"A" * 43 + b"=\n"),
        (b"index 120", b"index 9223372036854775808"), (b"index 120", b"index 300"),
    ],
)  # fmt: skip
def test_a_proof_with_another_line_is_refused(change):
    with pytest.raises((FormatError, VerificationError)):
        LogProof.parse(PROOF.data.replace(*change, 1)).verify(ENTRIES[120], [LOG.verifier])


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_survive(data):
    for reading in (LogProof.parse, AddCheckpoint.parse, MirrorInfo.parse):
        with suppress(FormatError):
            assert reading(data).data == data
    for reading in (Bundle.parse, Policy.parse, Decision.from_data, split_upload):
        with suppress(FormatError):
            reading(data)


RECORD = {"finding": "heroin", "mass": 1.5}
SALTS = {"finding": b"1" * 32, "mass": b"2" * 32}
SIGNER = SigningKey("lab.test", KeyKind.ED25519, bytes([9]) * 32)


def bundle():
    made = commit(RECORD, SALTS, record_type="x/v1")
    envelope = sign_envelope(made.data, "application/x", [SIGNER])
    entries = [*leaves(7), envelope.data]
    tiles = reader_of(entries)
    proofs = [
        LogProof(place, tuple(tiles.inclusion_proof(place)), note_of(entries, LOG, WITNESS).data) for place in (3, 7)
    ]
    shown = disclose(RECORD, SALTS, ["mass"])
    records = (BundledRecord(entries[3], proofs[0]), BundledRecord(entries[7], proofs[1], envelope, shown, "Finding"))
    return Bundle(records, (LOG.verifier,), (W1,), (SIGNER.verifier,), "A bundle")


def test_a_bundle_shows_what_is_opened_and_counts_what_is_not():
    report = verify_bundle(Bundle.parse(bundle().data))
    assert report.valid
    assert not report.anchored
    assert (report.records[1].fields, report.records[1].hidden) == ({"mass": 1.5}, 1)
    assert [key.name for key in report.records[1].signers] == ["lab.test"]
    assert verify_bundle(bundle(), Trust(POLICY, (SIGNER.verifier,))).valid


def test_a_bundle_is_judged_by_the_keys_of_whoever_reads_it():
    strict = Policy.parse(f"{LINES}quorum B\n".encode())
    assert {one.fault for one in verify_bundle(bundle(), Trust(strict)).records} == {"policy-quorum"}
    assert verify_bundle(bundle(), Trust(POLICY, ())).records[1].fault == "envelope-threshold"
    assert not verify_bundle(Bundle((), (LOG.verifier,))).valid, "an empty bundle proves nothing"


def test_every_altered_value_of_a_bundle_is_seen():
    whole = parse_json(bundle().data)
    record = whole["records"][1]
    changes = [
        lambda: record.update(entry=base64.b64encode(b"another").decode()),
        lambda: record.update(proof=record["proof"].replace("index 7", "index 6")),
        lambda: record["envelope"].update(payload=base64.b64encode(b"{}").decode()),
        lambda: record["disclosures"][0].__setitem__(2, 2.5),
        lambda: record["disclosures"][0].__setitem__(0, "finding"),
        lambda: whole["keys"].update(logs=[W3.vkey.replace("w3.test", "w3.test")]),
    ]
    from comity.protocol.canonical import canonical_json

    for change in changes:
        whole = parse_json(bundle().data)
        record = whole["records"][1]
        change()
        try:
            assert not verify_bundle(Bundle.parse(canonical_json(whole) + b"\n")).valid
        except FormatError:
            continue


def test_a_signed_record_cannot_borrow_the_place_of_another_entry():
    plain, signed = bundle().records
    borrowed = BundledRecord(plain.entry, plain.proof, signed.envelope, signed.disclosures)
    found = verify_bundle(Bundle((borrowed,), (LOG.verifier,), (), (SIGNER.verifier,))).records[0]
    assert found.fault == "bundle-entry-differs"


def test_a_bundle_has_one_spelling():
    for change in ((b'"format"', b' "format"'), (b"}\n", b"}"), (b'{"format"', b'{"format":"x","format"')):
        with pytest.raises(FormatError):
            Bundle.parse(bundle().data.replace(*change, 1))


def test_two_heads_of_one_size_in_a_bundle_are_a_fork():
    entries, other = leaves(4), [b"x", *leaves(4)[1:]]
    records = [
        BundledRecord(one[2], LogProof(2, tuple(reader_of(one).inclusion_proof(2)), note_of(one).data))
        for one in (entries, other)
    ]
    report = verify_bundle(Bundle(tuple(records), (LOG.verifier,)))
    assert [one.fault for one in report.records] == [None, None]
    assert len(report.forks) == 1
    assert not report.valid


class Kept:
    """What a mirror keeps, in memory."""

    def __init__(self, heads):
        self.heads, self.kept, self.committed = heads, [], None

    def pending(self, origin):
        return self.heads if origin == ORIGIN else None

    def next_entry(self, _origin):
        return len(self.kept)

    def entries(self, _origin, start, end):
        return self.kept[start:end]

    def keep(self, _origin, first, entries):
        self.kept += entries[len(self.kept) - first :]

    def commit(self, _origin, note):
        self.committed = note
        return True


@pytest.mark.parametrize("start", [0, 5, 255, 256, 300])
def test_a_mirror_takes_every_upload_up_wherever_it_was_cut(start):
    entries = leaves(600)
    tiles, note = reader_of(entries), note_of(entries).data
    upload = make_upload(tiles, start)
    for cut in range(0, len(upload), 997):
        state = Kept([note])
        state.kept = entries[:start]
        mirror = Mirror([WITNESS], state)
        answer = mirror.add_entries(upload[:cut], time=TIME)
        while answer.status != 200:
            assert answer.status in {202, 400}
            assert state.kept == entries[: len(state.kept)]
            answer = mirror.add_entries(make_upload(tiles, len(state.kept)), time=TIME)
        assert state.kept == entries
        assert state.committed == note


def test_a_mirror_refuses_what_is_not_of_the_log():
    entries = leaves(600)
    tiles, note = reader_of(entries), note_of(entries).data
    upload = make_upload(tiles, 0)
    for bad, status in (
        (upload.replace(b"leaf 17", b"leaf 71", 1), 422),
        (upload[:-1] + bytes([upload[-1] ^ 1]), 422),
        (upload.replace(ORIGIN.encode(), ORIGIN.replace("1", "2").encode()), 404),
        (make_upload(tiles, 256), 409),
        (make_upload(reader_of(entries[:10]), 0), 409),
        (b"", 400),
    ):
        state = Kept([note])
        answer = Mirror([WITNESS], state).add_entries(bad, time=TIME)
        assert answer.status == status
        assert state.committed is None
        if status == 409:
            assert MirrorInfo.parse(answer.body) == MirrorInfo(600, 0)
    assert list(package_ranges(5, 5)) == []
