"""All worked examples, in the order of the table."""

from __future__ import annotations

import re

from tests.conformance.annex_e import ANNEX_E
from tests.conformance.estimators import ESTIMATORS
from tests.conformance.example import Example
from tests.conformance.precision import PRECISION
from tests.conformance.rounds import ROUNDS

# Contradictions that cannot be recomputed, because the numbers behind them are not public.
NOT_RECOMPUTED = (
    (
        "E.12, Table E.12",
        "ISO 13528:2022 prints the assigned value 5.9 (round 104, item C), Amd 1:2026 prints 6.0.",
    ),
    (
        "E.14, Table E.12",
        "The printed PA scores follow from unrounded assigned values, which are not printed; Amd 1:2026 says so in a "
        "footnote.",
    ),
    (
        "C.5.2.1, Qn",
        "ISO 13528:2022 prints h = ⌊p/2⌋ and the factor 2.2219, which gives k = 0 for p = 2 and 3; Amd 1:2026 corrects "
        "both to ⌊p/2⌋ + 1 and 2.2191, which is what is used here.",
    ),
    (
        "E.3 and E.6, bootstrap",
        "The printed bootstrap values depend on the random numbers of the program used; they are not compared.",
    ),
)


def _order(example: Example) -> tuple[int, int]:
    """O1, O2 … O18 first, then the rest of Annex E, then what has no number elsewhere."""
    number = int(re.sub(r"\D", "", example.group))
    return ("OEG".index(example.group[0]), number)


EXAMPLES = sorted([*ANNEX_E, *PRECISION, *ESTIMATORS, *ROUNDS], key=_order)
