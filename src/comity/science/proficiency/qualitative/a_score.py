"""A score for right-or-wrong answers that reads like a z score.

What is computed here, for one answer (one substance in one item) that a share q of all participants gave rightly:

    a = (c - q) / sqrt(q (1 - q)),   c = 1 for a right and 0 for a wrong answer,

the standardised residual of a binomial answer: mean 0 and variance 1 over the participants. A wrong answer to an easy
question weighs much (q = 0.97: a = -5.7), one to a question that half got wrong little (q = 0.5: a = -1), and a right
answer that everybody gave nothing. Where all answers agree, a = 0. Several answers are combined as z scores are,
sum(a) / sqrt(n), over the n answers on which participants differed.

Limits. With p participants |a| cannot exceed sqrt(p - 1), so below 10 participants nobody reaches -3. Answers of one
laboratory on one item are not independent, which makes combined scores more extreme than N(0, 1).

G. Beavis, J. Wilson, M. Sykes, Quantitative scores for binary qualitative proficiency testing, Accred. Qual. Assur. 24
(2019) 263-269, introduced a-scores on the same binomial assumption. The paper itself could not be read, only its
abstract and a summary, which says that it uses one fixed standard deviation for proficiency assessment (0.0524, from
Fapas rounds), signs the score by the kind of error, and gives every answer with the consensus a score of 0. The
formula above is therefore ours, in their spirit, and its values differ from theirs; do not compare them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrc

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import Floats, finite_array


def a_score(right: ArrayLike, rate: ArrayLike) -> Floats:
    """Score of single answers, a = (c - q) / sqrt(q (1 - q)), and 0 where all participants agree.

    Parameters
    ----------
    right
        1 (or True) for a right answer, 0 for a wrong one, any shape.
    rate
        Share q of participants who were right, of the same or a broadcastable shape.

    Raises
    ------
    InputError
        When a rate is not between 0 and 1.

    References
    ----------
    See the module: in the spirit of Beavis, Wilson and Sykes 2019, whose exact definition could not be read.

    Examples
    --------
    >>> a_score([1, 0, 0, 1], [0.9, 0.9, 0.5, 1.0]).round(3).tolist()
    [0.333, -3.0, -1.0, 0.0]
    """
    answers, rates = np.broadcast_arrays(np.asarray(right, dtype=np.float64), finite_array(rate, "rate"))
    if ((rates < 0) | (rates > 1)).any():
        raise InputError("rate", message("proficiency", "A rate lies between 0 and 1."), where="rate")
    variance = rates * (1 - rates)
    unanimous = variance == 0
    return np.where(unanimous, 0.0, (answers - rates) / np.sqrt(np.where(unanimous, 1.0, variance)))


def combined_a_score(right: ArrayLike, rate: ArrayLike) -> float | None:
    """One score for several answers of a laboratory, sum(a) / sqrt(n) over answers on which participants differed.

    Parameters
    ----------
    right, rate
        As for `a_score`, one-dimensional.

    Returns
    -------
    float or None
        0 where participants agreed on everything; None where there is no answer.

    References
    ----------
    See the module; combined as RSZ is (reference note on exercises, section 2).

    Examples
    --------
    >>> round(combined_a_score([1, 0, 1], [0.9, 0.9, 1.0]), 3)
    -1.886
    """
    scores = a_score(right, rate)
    if scores.size == 0:
        return None
    rates = finite_array(rate, "rate")
    counted = int(((rates > 0) & (rates < 1)).sum())
    return float(scores.sum() / np.sqrt(counted)) if counted else 0.0


def majority_p_value(right: int, answers: int) -> float:
    """Exact binomial probability of at least `right` of `answers` right ones if everybody answered at random.

    Examples
    --------
    >>> round(majority_p_value(8, 10), 4)
    0.0547
    """
    return float(bdtrc(right - 1, answers, 0.5)) if right else 1.0
