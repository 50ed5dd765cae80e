"""One published number (or row of numbers) beside what this software computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

PRINTED = "printed"
COMPUTED = "computed"
RELATIVE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Example:
    """`expected` holds one or more numbers (or words) as the source has them, separated by blanks.

    A number agrees when ours lies within half a unit of the last digit given; a `computed` one with more digits than
    that within 1e-9. `agrees=False` marks an example that cannot agree, and `remark` says why: the test then insists
    that it does not, so that the remark cannot outlive its reason.
    """

    group: str
    title: str
    source: str
    quantity: str
    expected: str
    compute: Callable[[], Any]
    kind: str = PRINTED
    remark: str = ""
    agrees: bool = True

    @property
    def identity(self) -> str:
        return f"{self.group} {self.title}: {self.quantity}"

    def ours(self) -> list[Any]:
        """What we compute, one entry per expected one."""
        found = self.compute()
        values = [found] if isinstance(found, str) or not isinstance(found, Sequence) else list(found)
        assert len(values) == len(self.expected.split()), f"{self.identity}: {len(values)} values"
        return values

    def does_agree(self) -> bool:
        """Whether every value agrees within its tolerance."""
        return all(_agrees(text, value) for text, value in zip(self.expected.split(), self.ours(), strict=True))

    def ours_as_text(self) -> str:
        """Ours with two digits more than the source prints, or as many as were computed."""
        extra = 2 if self.kind == PRINTED else 0
        return " ".join(
            _shown(text, value, extra) for text, value in zip(self.expected.split(), self.ours(), strict=True)
        )


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def half_unit(text: str) -> float:
    """Half a unit of the last digit of a decimal number."""
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(f"0.5e{int(exponent or 0) - decimals}")


def _agrees(text: str, value: Any) -> bool:
    if not is_number(text):
        return text == str(value)
    target = float(text)
    slack = 1e-12 * abs(target)  # the rounding noise of the comparison itself
    return abs(float(value) - target) <= max(half_unit(text), RELATIVE_TOLERANCE * abs(target)) + slack


def _shown(text: str, value: Any, extra: int) -> str:
    if not is_number(text):
        return str(value)
    decimals = len(text.partition(".")[2]) + extra
    shown = f"{float(value):.{decimals}f}"
    return shown.lstrip("-") if float(shown) == 0 else shown
