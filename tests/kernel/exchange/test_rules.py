"""Pure decisions of the exchange."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kernel.exchange.rules import (
    START,
    PeerState,
    RecordState,
    in_groups,
    item_bytes,
    key_counts,
    may_become,
    roll,
    same_fingerprint,
    state_of_version,
)

T = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_nothing_passes_before_a_confirmation_and_an_end_is_an_end():
    assert not may_become(PeerState.INTRODUCED, PeerState.SUSPENDED)
    assert not may_become(PeerState.ENDED, PeerState.CONFIRMED)
    assert may_become(PeerState.INTRODUCED, PeerState.CONFIRMED)


@given(st.lists(st.text(max_size=5), max_size=6), st.lists(st.text(max_size=5), max_size=6))
def test_digests_are_equal_only_for_equal_histories(first, second):
    def over(texts):
        digest = START
        for text in texts:
            digest = roll(digest, item_bytes("record", text))
        return digest

    assert (over(first) == over(second)) == (first == second)


def test_a_notice_is_no_record():
    assert item_bytes("record", "x") != item_bytes("notice", "x")


@pytest.mark.parametrize(
    ("issued", "until", "compromised", "counts"),
    [
        (T, None, None, True),
        (T - 3 * DAY, None, None, False),
        (T - DAY, None, None, True),
        (T + 9 * DAY, T + DAY, None, False),
        (T + 2 * DAY, T + DAY, None, True),
        (T, None, T + 9 * DAY, False),
    ],
)
def test_a_key_counts_for_its_time(issued, until, compromised, counts):
    assert key_counts(issued, since=T, until=until, compromised_at=compromised) is counts


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_recall_wins_over_everything(version, highest, withdrawn, recalled):
    state = state_of_version(version, max(version, highest), withdrawn_to=withdrawn, recalled_to=recalled)
    assert (state is RecordState.RECALLED) == (version <= recalled)
    if state is RecordState.CURRENT:
        assert version >= highest
        assert version > withdrawn


def test_fingerprints_as_people_type_them():
    written = "3f8019ce" * 8
    assert same_fingerprint(in_groups(written), written)
    assert same_fingerprint(written[:32].upper().replace("3F", "3F "), written)
    assert not same_fingerprint(written[:31], written)
    assert not same_fingerprint("x" + written, written)
    assert not same_fingerprint("0" * 64, written)
