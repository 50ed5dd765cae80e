"""What a laboratory should look into: one finding per thing to do, the most serious first.

Every sentence says what was seen, in numbers, and what to check; nothing about causes that the data do not show. What
a gate, a score and a remark say of the same result is said together, and what holds for every result is said once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.domains.exercises.reports.advice_answers import identified, ordered
from comity.domains.exercises.reports.advice_habits import late, one_sided, precision, remarks, uncertainties
from comity.domains.exercises.reports.advice_results import first_steps, gates, measured
from comity.domains.exercises.reports.advice_rounds import over_rounds
from comity.domains.exercises.reports.pairs import Finding, scored_pairs
from comity.domains.exercises.reports.wording import Wording

ORDER = {"unsatisfactory": 0, "questionable": 1, "": 2}


def things_to_look_into(data: Mapping[str, Any], wording: Wording) -> list[Finding]:
    """Findings for the laboratory of `data` (see `selection.individual_data`)."""
    pairs = scored_pairs(data)
    found = [
        *gates(pairs, wording),
        *measured(pairs, wording),
        *first_steps(pairs, wording),
        *identified(data, wording),
        *ordered(data, wording),
        *one_sided(pairs, wording),
        *uncertainties(pairs, wording),
        *precision(data, wording),
        *late(pairs, wording),
        *remarks(pairs, wording),
        *over_rounds(data, wording),
    ]
    return sorted(found, key=lambda finding: ORDER.get(finding["verdict"], 2))
