"""The names of methods in the reader's language.

The document holds them in English, as the science gives them; a name that is not listed here is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.wording import Wording

METHODS = {
    name.text: name
    for name in (
        message("method", "Algorithm A"),
        message("method", "Algorithm S"),
        message("method", "Q method"),
        message("method", "Q/Hampel"),
        message("method", "Hampel estimator"),
        message("method", "Qn"),
        message("method", "Median and MADe"),
        message("method", "Median and nIQR"),
        message("method", "Mean and standard deviation"),
        message("method", "Normal maximum likelihood with censored results"),
        message("method", "Graybill-Deal"),
        message("method", "DerSimonian-Laird"),
        message("method", "Paule-Mandel"),
        message("method", "Restricted maximum likelihood"),
        message("method", "Linear opinion pool"),
        message("method", "Formulation"),
        message("method", "Certified reference material"),
        message("method", "Comparison with a certified reference material"),
        message("method", "One laboratory"),
        message("method", "Fitness for purpose"),
        message("method", "Fitness for purpose, relative"),
        message("method", "Maximum permissible error divided by 3"),
        message("method", "Regression on previous rounds"),
        message("method", "Pooled over previous rounds"),
        message("method", "Horwitz, modified by Thompson"),
        message("method", "Precision experiment"),
        message("method", "Robust standard deviation of the participants' results"),
    )
}


def method_name(found: Mapping[str, Any], wording: Wording) -> str:
    """What computed a value; Algorithm A says so when it stopped by ISO's rule instead of converging."""
    name = wording.known(found["method"], METHODS)
    if found.get("stopping") == "third_significant_figure":
        return wording(message("method", "{method}, stopped at the third significant figure", method=name))
    return name


def method_and_clause(found: Mapping[str, Any], wording: Wording) -> str:
    """Both, as a small line below a value."""
    return f"{method_name(found, wording)} · {found['clause']}"
