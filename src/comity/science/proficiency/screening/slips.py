"""The slip of the pen that explains a result far from the others: a decimal shift or transposed digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from comity.base.messages import Message, message
from comity.science.proficiency.screening.centre import Centre

FACTORS: Final = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
NEAR_AFTER_FACTOR: Final = 3.0  # spreads
NEAR_AFTER_SWAP: Final = 2.0
GROSS_OUTLIER: Final = "gross_outlier"


class Slip(NamedTuple):
    """What may have happened, in a word and a sentence, and what to ask."""

    cause: str
    message: Message
    suggestion: Message
    evidence: Mapping[str, float | str] = MappingProxyType({})


def slip_behind(label: str, typed: str, value: float, centre: Centre) -> Slip:
    """The likeliest explanation of a result far from the centre."""
    factor = _decimal_shift(value, centre)
    if factor is not None:
        shifted = _shift_message(label, value, factor, centre)
        return Slip("decimal_shift", shifted, _ASK_DECIMALS, MappingProxyType({"factor": factor}))
    swapped = _swapped_digits(typed, centre)
    if swapped is not None:
        sentence = message(
            "proficiency",
            "The result of laboratory {laboratory}, {typed}, lies near the others (median {median}) when two "
            "neighbouring digits are swapped: {swapped}.",
            laboratory=label,
            typed=typed,
            median=centre.location,
            swapped=swapped,
        )
        return Slip("transposed_digits", sentence, _ASK_DIGITS, MappingProxyType({"swapped": swapped}))
    sentence = message(
        "proficiency",
        "The result of laboratory {laboratory}, {result}, lies {distance} robust spreads from the median {median}.",
        laboratory=label,
        result=value,
        distance=abs(value - centre.location) / centre.spread,
        median=centre.location,
    )
    return Slip(GROSS_OUTLIER, sentence, _ASK_RESULT)


def _shift_message(label: str, value: float, factor: float, centre: Centre) -> Message:
    if factor > 1:
        return message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, lies near the others (median {median}) when it is "
            "multiplied by {factor}.",
            laboratory=label,
            result=value,
            median=centre.location,
            factor=factor,
        )
    return message(
        "proficiency",
        "The result of laboratory {laboratory}, {result}, lies near the others (median {median}) when it is "
        "divided by {factor}.",
        laboratory=label,
        result=value,
        median=centre.location,
        factor=1 / factor,
    )


def _decimal_shift(value: float, centre: Centre) -> float | None:
    near = [factor for factor in FACTORS if _near(value * factor, centre, NEAR_AFTER_FACTOR)]
    return min(near, key=lambda factor: abs(value * factor - centre.location), default=None)


def _swapped_digits(typed: str, centre: Centre) -> str | None:
    near = [text for text in _swaps(typed) if _near(_number(text), centre, NEAR_AFTER_SWAP)]
    return min(near, key=lambda text: abs(_number(text) - centre.location), default=None)


def _swaps(typed: str) -> Iterator[str]:
    """The text with two neighbouring digits swapped, also across the decimal sign, every way."""
    digits = [place for place, sign in enumerate(typed) if sign.isdigit()]
    for left, right in pairwise(digits):
        if typed[left] != typed[right]:
            yield f"{typed[:left]}{typed[right]}{typed[left + 1 : right]}{typed[left]}{typed[right + 1 :]}"


def _number(text: str) -> float:
    """The number a text stands for; infinite where it is none, which is near nothing."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("inf")


def _near(value: float, centre: Centre, spreads: float) -> bool:
    return abs(value - centre.location) <= spreads * centre.spread


_ASK_DECIMALS: Final = message(
    "proficiency", "Ask the laboratory to check the decimal sign, the unit and the dilution factor against its records."
)
_ASK_DIGITS: Final = message("proficiency", "Ask the laboratory to compare the reported digits with its worksheet.")
_ASK_RESULT: Final = message(
    "proficiency",
    "Ask the laboratory for its worksheet: the test item, the calculation and the unit that the result belongs to.",
)
