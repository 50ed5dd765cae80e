"""Confidential codes and references of parcels: random, so that nothing can be guessed from them or their order."""

from __future__ import annotations

from collections.abc import Callable, Collection

# No vowels (no words), nothing that is mistaken for something else when read aloud or written by hand.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 6  # 28^6, about 480 million
REFERENCE_LENGTH = 8
MOST_TRIES = 100

Choose = Callable[[str], str]


def fresh_code(taken: Collection[str], choose: Choose) -> str:
    """A code that nobody has yet, as in `K7TXQ4`; `choose` draws one character, as `secrets.choice` does."""
    for _ in range(MOST_TRIES):
        code = "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code
    raise RuntimeError("the source of randomness repeats itself")


def fresh_reference(choose: Choose) -> str:
    """The reference of a parcel, as in `7KQM-X2BD`; it has nothing to do with the laboratory or its code."""
    drawn = "".join(choose(ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def clean_code(text: str) -> str:
    """A code as it is kept, from one as it is typed."""
    return "".join(text.split()).upper()
