import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.likelihood import cross_entropy, likelihood_ratio_cost, tippett
from tests.science.likelihood.invented import SETS

ROW = st.lists(st.floats(-6, 6), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("name", "total", "least"),
    [
        ("overlap", 0.32337466763874545, 0.24361573563347916),
        ("good", 0.014320918938202755, 0.0),
        ("bad", 3.3084510946164447, 0.9772499934424203),
    ],
)
def test_as_lir_gives_it(name, total, least):
    """lir 1.3.1 (Netherlands Forensic Institute), cllr and cllr_min."""
    found = likelihood_ratio_cost(*SETS[name])
    assert (found.total, found.discrimination) == pytest.approx((total, least), abs=1e-12)
    assert found.calibration == pytest.approx(total - least, abs=1e-12)


def test_published_values():
    """Brümmer & du Preez (2006): a ratio of 1 costs one bit, perfect ratios nothing."""
    assert likelihood_ratio_cost([0.0] * 3, [0.0] * 7).total == 1
    assert likelihood_ratio_cost([math.inf], [-math.inf]).total == 0
    assert likelihood_ratio_cost([-math.inf], [0.0]).total == math.inf
    # one same-source ratio of 100 and one different-source ratio of 0.01: log2(1.01)
    assert likelihood_ratio_cost([2.0], [-2.0]).total == pytest.approx(math.log2(1.01))


@given(ROW, ROW, st.floats(0.2, 5), st.floats(-3, 3))
def test_discrimination_does_not_know_the_scale(same, different, factor, shift):
    plain = likelihood_ratio_cost(same, different)
    others = [[round(factor * x + shift, 9) for x in kind] for kind in (same, different)]
    if len({*others[0], *others[1]}) == len({*same, *different}):  # rounding has made no new ties
        assert likelihood_ratio_cost(*others).discrimination == pytest.approx(plain.discrimination, abs=1e-9)
    assert 0 <= plain.discrimination <= min(plain.total, 1) + 1e-9


@given(ROW, ROW, st.lists(st.floats(-4, 4), min_size=1, max_size=5))
def test_cross_entropy(same, different, priors):
    found = cross_entropy(same, different, [0.0, *priors])
    cost = likelihood_ratio_cost(same, different)
    assert found.given[0] == pytest.approx(cost.total)
    assert found.calibrated[0] == pytest.approx(cost.discrimination, abs=1e-9)
    assert (found.calibrated <= found.neutral + 1e-9).all()
    assert (found.calibrated <= found.given + 1e-9).all()
    odds = 10.0 ** np.array([0.0, *priors])
    first = odds / (1 + odds)
    slow = first * [np.mean([math.log2(1 + 1 / (10**x * o)) for x in same]) for o in odds]
    slow += (1 - first) * [np.mean([math.log2(1 + 10**x * o) for x in different]) for o in odds]
    assert found.given == pytest.approx(slow, rel=1e-6, abs=1e-12)
    assert found.neutral == pytest.approx(-(first * np.log2(first) + (1 - first) * np.log2(1 - first)), rel=1e-6)


@given(ROW, ROW)
def test_tippett(same, different):
    found = tippett(same, different)
    for value, first, second in zip(found.log10, found.same, found.different, strict=True):
        assert first == pytest.approx(sum(x >= value for x in same) / len(same))
        assert second == pytest.approx(sum(x >= value for x in different) / len(different))
    assert found.misleading_same == sum(x < 0 for x in same) / len(same)
    assert found.misleading_different == sum(x > 0 for x in different) / len(different)


def test_what_is_refused():
    for function in (likelihood_ratio_cost, tippett, cross_entropy):
        with pytest.raises(InputError):
            function([], [0.0])
        with pytest.raises(InputError):
            function([0.0], [math.nan])
    with pytest.raises(InputError, match="beyond reason"):
        cross_entropy([0.0], [0.0], [400.0])
