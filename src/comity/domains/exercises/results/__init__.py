"""What the laboratories reported: rows as typed, and what each row means under the plan.

Rules: every row is kept as typed; a number, unit or form that can be read in two ways, or not at all, is a fault with
its place, reason and remedy; a declared unit or form is converted by its declared factor, exactly; a row that the plan
does not evaluate is a fault too, so that no result is lost in silence.
"""

from comity.domains.exercises.results.model import COLUMNS, REQUIRED_COLUMNS, Reported, Results, TypedRow
from comity.domains.exercises.results.readiness import readiness
from comity.domains.exercises.results.reading import read_results, results_from_data

__all__ = [
    "COLUMNS",
    "REQUIRED_COLUMNS",
    "Reported",
    "Results",
    "TypedRow",
    "read_results",
    "readiness",
    "results_from_data",
]
