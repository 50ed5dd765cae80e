"""Algorithm A: iterated winsorised mean and standard deviation. ISO 13528:2022, C.3.

Algorithm A starts from median and MADe (the sample standard deviation when MADe is zero), pulls every result beyond
1.5 s* in to that limit, and takes mean and 1.134 × standard deviation of what it then has, until nothing changes.
Two stopping rules exist: full convergence, and "the third significant figure of both no longer changes", which is
what the printed tables of the standard were made with. They can differ in the third figure; the result says which
was used. What "nothing changes" means, and how it is reached at once, says `winsorising`.

When some 65 % of the results are identical, s* shrinks by a constant factor for ever. That is recognised and reported.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics.estimate import CONTEXT, Estimate, Method
from comity.science.statistics.samples import Centred, Floats, centre, positive, sample
from comity.science.statistics.winsorising import Unchanged, winsorise

Stopping = Literal["convergence", "third_significant_figure"]

_ALGORITHM_A = Method("Algorithm A", "ISO 13528:2022, C.3.1")
_ALGORITHM_A_FIXED = Method("Algorithm A with fixed scale", "ISO 13528:2022, C.3.2")


def algorithm_a(values: ArrayLike, *, stopping: Stopping = "convergence", fixed_scale: float | None = None) -> Estimate:
    """Robust mean and standard deviation by winsorising at x* ± 1.5 s*.

    xᵢ* = min(max(xᵢ, x* − 1.5 s*), x* + 1.5 s*);  x* = Σ xᵢ*/p;  s* = 1.134 √(Σ (xᵢ* − x*)²/(p − 1));
    u(x*) = 1.25 s*/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.
    stopping : {"convergence", "third_significant_figure"}
        Iterate to the end (a step below 1e-13 s*), or until the third significant figure of x* and s* stays.
    fixed_scale : float, optional
        Keep s* at this value (C.3.2), in the unit of `values`; then only the location is iterated.

    Returns
    -------
    Estimate
        In the unit of `values`, with `iterations`, `converged` and `stopping`. Degenerate (scale 0, location the
        common value) for a single value, equal values, or so many equal values that s* shrinks towards 0.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an unknown stopping rule, or a fixed scale not above zero.

    References
    ----------
    ISO 13528:2022, C.3.1 and C.3.2, Formula (6). Robust does not mean safe under bimodality: see `kernel_modes`.

    Examples
    --------
    >>> result = algorithm_a([12, 19, 20, 23, 23, 25, 25, 26, 28, 28, 28, 29, 30, 30, 31, 32, 32, 45])
    >>> round(result.location, 2), round(result.scale, 2)
    (26.81, 5.29)
    """
    if stopping not in ("convergence", "third_significant_figure"):
        what = message(CONTEXT, "“{rule}” is not a stopping rule of Algorithm A.", rule=str(stopping))
        remedy = message(CONTEXT, "Use “convergence” or “third_significant_figure”.")
        raise InputError("statistics.stopping", what, where="stopping", remedy=remedy)
    centred = centre(sample(values))
    method = _ALGORITHM_A
    fixed = None
    if fixed_scale is not None:
        fixed = centred.inward(float(positive([fixed_scale], "fixed_scale")[0]))
        method = _ALGORITHM_A_FIXED
    rule = None if stopping == "convergence" else _third_figure(centred)
    location, spread, iterations, converged = winsorise(centred.deviations, rule, fixed)
    return method.estimate(
        centred.location(location),
        centred.scale(spread),
        centred.deviations.size,
        iterations=iterations,
        converged=converged,
        stopping=stopping,
        degenerate=_collapsed(centred.deviations, location) if spread == 0 else None,
    )


def _third_figure(centred: Centred) -> Unchanged:
    def unchanged(location: float, spread: float, new_location: float, new_spread: float) -> bool:
        old = f"{centred.location(location):.2e} {centred.scale(spread):.2e}"
        return old == f"{centred.location(new_location):.2e} {centred.scale(new_spread):.2e}"

    return unchanged


def _collapsed(x: Floats, location: float) -> Message | None:
    if not x.any():
        return None
    equal = int(np.count_nonzero(x == location))
    text = "{equal} of {count} values are equal to the median: the scale of Algorithm A shrinks to zero."
    return message(CONTEXT, text, equal=equal, count=x.size)
