"""Which key of a party is trusted for which entry of its log.

Time on a clock can be claimed; the place in a log cannot. So a key is valid from one index of its party's log up to
(not including) another, and a compromise is an index too: what was logged before it keeps its standing, everything
from it on is refused, however the clock in the record reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.protocol.keys.verifier import VerifierKey
from comity.protocol.refusals import FormatError


@dataclass(frozen=True, slots=True)
class KeyPeriod:
    """One key, and the entries for which it speaks: `first` ≤ index < `end`, and index < `compromised`.

    `end` and `compromised` are None while the key is in use and safe.
    """

    key: VerifierKey
    first: int
    end: int | None = None
    compromised: int | None = None

    def __post_init__(self) -> None:
        if self.first < 0 or (self.end is not None and self.end <= self.first) or (self.compromised or 0) < 0:
            raise FormatError("key-period", "key history", where=self.key.name)

    def covers(self, index: int) -> bool:
        """Whether the key is trusted for the entry at this index."""
        ended = self.end is not None and index >= self.end
        lost = self.compromised is not None and index >= self.compromised
        return index >= self.first and not ended and not lost


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """All keys that a party has had, oldest first; each public key once.

    Examples
    --------
    >>> from comity.protocol.keys import KeyKind, SigningKey
    >>> old, new = (SigningKey("a.test", KeyKind.ED25519, bytes([one]) * 32).verifier for one in (1, 2))
    >>> history = KeyHistory((KeyPeriod(old, 0),)).rotate(new, at=10).compromise(old, at=7)
    >>> [history.keys_at(index) == (old,) for index in (6, 7)], history.keys_at(10) == (new,)
    ([True, False], True)
    """

    periods: tuple[KeyPeriod, ...]

    def __post_init__(self) -> None:
        seen = {period.key.public for period in self.periods}
        if len(seen) != len(self.periods):
            raise FormatError("key-twice", "key history")

    def keys_at(self, index: int) -> tuple[VerifierKey, ...]:
        """Keys trusted for the entry at this index; often one, two during a handover, none after a compromise."""
        return tuple(period.key for period in self.periods if period.covers(index))

    def rotate(self, key: VerifierKey, *, at: int) -> KeyHistory:
        """A new key from index `at` on; keys still in use end there."""
        ended = [replace(one, end=at) if one.end is None and one.first < at else one for one in self.periods]
        return KeyHistory((*ended, KeyPeriod(key, at)))

    def compromise(self, key: VerifierKey, *, at: int) -> KeyHistory:
        """Take trust from one key for every entry from index `at` on; an earlier compromise is never moved later."""
        if all(one.key != key for one in self.periods):
            raise FormatError("key-unknown", "key history", where=key.name)
        return KeyHistory(tuple(_compromised(one, at) if one.key == key else one for one in self.periods))


def merge_histories(histories: Sequence[KeyHistory]) -> KeyHistory:
    """Several parties' keys in one history, for a log that all of them sign."""
    return KeyHistory(tuple(period for history in histories for period in history.periods))


def _compromised(period: KeyPeriod, at: int) -> KeyPeriod:
    earlier = at if period.compromised is None else min(at, period.compromised)
    return replace(period, compromised=earlier)
