"""Sealed records: who can open them, and how large they may be."""

from comity.protocol.sealing import OpeningKey, open_sealed, seal


def test_what_is_as_large_as_a_record_may_be_can_be_opened_again():
    """The library's own bound of 64 KiB holds for opening only: what was sealed could not have been read."""
    mine = OpeningKey(b"1" * 32)
    others = [OpeningKey(bytes([number]) * 32).recipient for number in range(2, 40)]
    for size in (65_536, 1_500_000):
        payload = b"x" * size
        assert open_sealed(seal(payload, [mine.recipient, *others]), mine) == payload
