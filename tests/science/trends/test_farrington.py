import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.trends import Status, farrington, farrington_flexible
from comity.science.trends.baseline import Reference, baseline_of
from tests.science.trends.invented import weekly


def by_statsmodels(counts, position, groups, trend=True, threshold=2.58):
    """The same model, slowly: one GLM after the other, with its own formulas for weights and bound."""
    baseline = baseline_of(position, counts.size, Reference(5, 3, groups, 26, 52), None)
    y = counts[baseline.rows].astype(float)
    columns = [baseline.group == group for group in range(groups)] + ([baseline.time] if trend else [])
    x = np.column_stack(columns).astype(float)
    first = sm.GLM(y, x, family=sm.families.Poisson()).fit(scale="X2", tol=1e-12, maxiter=100)
    phi = max(first.scale, 1)
    hat = first.get_hat_matrix_diag(observed=False)
    residual = 1.5 * (y ** (2 / 3) * first.mu ** (-1 / 6) - first.mu**0.5) / np.sqrt(phi * (1 - hat))
    raw = np.where(residual > threshold, 1 / residual**2, 1)
    weights = raw * y.size / raw.sum()
    second = sm.GLM(y, x, family=sm.families.Poisson(), var_weights=weights).fit(scale="X2", tol=1e-12, maxiter=100)
    now = np.zeros(x.shape[1])
    now[groups - 1] = 1
    mean = np.exp(now @ second.params)
    variance = now @ second.normalized_cov_params @ now * second.scale
    tau = max(second.scale, 1) + mean * variance
    z = stats.norm.ppf(0.95)
    return mean, (mean ** (2 / 3) + z * np.sqrt(4 / 9 * mean ** (1 / 3) * tau)) ** 1.5


@pytest.mark.parametrize("rate", [2.0, 10.0, 60.0])
@pytest.mark.parametrize("groups", [1, 10])
def test_the_same_as_statsmodels(rate, groups):
    counts = weekly(rate * np.linspace(1, 0.7, 313), seed=int(rate))
    counts[100:104] += int(5 * rate)  # an earlier outbreak, to be weighted down
    found = farrington_flexible(counts, 312, groups=groups, standard_error="pearson", least_cases=(0, 4))
    mean, bound = by_statsmodels(counts, 312, groups, trend=found.expected[0, 0] <= counts.max())
    assert (found.expected[0, 0], found.bound[0, 0]) == pytest.approx((mean, bound), rel=1e-4)


def test_the_two_standard_errors_differ_and_both_are_sound():
    counts = weekly(6)
    package, pearson = (
        farrington_flexible(counts, 312, standard_error=kind).bound[0, 0] for kind in ("package", "pearson")
    )
    assert package != pearson
    assert package == pytest.approx(pearson, rel=0.05)


def test_a_planted_outbreak_is_found_and_an_earlier_one_is_weighted_down():
    counts = weekly(6)
    counts[312] = 22
    assert farrington_flexible(counts, range(300, 313)).alarms()[-1] == 312
    spoilt = counts.copy()
    spoilt[208:214] += 60
    weighted, plain = (farrington_flexible(spoilt, 312, reweight_above=above).bound[0, 0] for above in (2.58, None))
    assert weighted < plain
    assert weighted < 22


def test_false_alarms_are_about_as_many_as_asked_for():
    """400 quiet series of Poisson counts, one week each; binomial limits at 1 in 10,000."""
    counts = weekly(12, (400, 313), seed=2)
    for threshold, low, high in (("delta", 0.01, 0.11), ("nbplugin", 0.0, 0.09), ("muan", 0.0, 0.06)):
        share = farrington_flexible(counts, 312, threshold=threshold).alarm.mean()
        assert low <= share <= high, threshold


@given(st.integers(0, 50), st.integers(1, 30), st.sampled_from(["delta", "nbplugin", "muan"]))
@settings(max_examples=25, deadline=None)
def test_one_series_or_many_in_any_order(seed, rate, threshold):
    counts = weekly(rate, (4, 313), seed)
    together = farrington_flexible(counts, 312, threshold=threshold)
    alone = [farrington_flexible(row, 312, threshold=threshold).bound[0, 0] for row in counts[::-1]]
    assert together.bound[::-1, 0] == pytest.approx(alone, rel=1e-9, nan_ok=True)
    assert not (together.bound[:, 0] < together.expected[:, 0] - 1).any()


@given(st.integers(0, 50), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_a_larger_count_is_never_less_alarming(seed, more):
    counts = weekly(5, seed=seed)
    raised = counts.copy()
    raised[312] += more
    before, after = (farrington_flexible(series, 312) for series in (counts, raised))
    assert after.p_value[0, 0] <= before.p_value[0, 0]
    assert after.alarm[0, 0] >= before.alarm[0, 0]
    assert after.bound[0, 0] == before.bound[0, 0]  # the current week is no part of its own reference


def test_more_alarms_at_a_larger_alpha():
    counts = weekly(5, (60, 313))
    strict, lax = (farrington_flexible(counts, 312, alpha=alpha) for alpha in (0.01, 0.1))
    assert (strict.bound > lax.bound).all()
    assert (strict.alarm <= lax.alarm).all()


def test_too_few_cases_have_no_bound():
    quiet = np.zeros(313)
    quiet[312] = 4
    found = farrington_flexible(quiet, 312)
    assert (found.status[0, 0], found.alarm[0, 0]) == (Status.FEW_CASES, False)
    assert next(found.points()).bound is None
    assert farrington_flexible(quiet, 312, least_cases=(4, 4)).status[0, 0] != Status.FEW_CASES


def test_not_reported_is_not_none():
    counts = weekly(6).astype(float)
    gaps = counts.copy()
    gaps[50:60] = np.nan
    found, full, zero = (
        farrington_flexible(series, 312) for series in (gaps, counts, np.where(np.isnan(gaps), 0, gaps))
    )
    assert found.bound[0, 0] == pytest.approx(full.bound[0, 0], rel=0.1)
    assert found.bound[0, 0] != zero.bound[0, 0]
    now = counts.copy()
    now[312] = np.nan
    assert farrington_flexible(now, 312).status[0, 0] == Status.NOT_REPORTED
    now[:312] = np.nan
    now[312] = 9
    assert farrington_flexible(now, 312).status[0, 0] == Status.NO_REFERENCE


def test_a_rise_of_cases_examined_is_no_alarm():
    examined = np.full(313, 100.0)
    examined[300:] = 400
    counts = weekly(examined * 0.1, seed=3)
    assert farrington_flexible(counts, 312).alarm[0, 0]
    found = farrington_flexible(counts, 312, denominators=examined)
    assert not found.alarm[0, 0]
    assert found.expected[0, 0] == pytest.approx(40, rel=0.15)


@pytest.mark.parametrize("threshold", ["delta", "nbplugin", "muan"])
def test_an_alarm_is_above_the_bound_and_never_on_it(threshold):
    counts = weekly(5, (40, 313))
    for _ in range(2):
        found = farrington_flexible(counts, 312, threshold=threshold, least_cases=(0, 4))
        assert np.array_equal(found.alarm, found.observed > found.bound)
        counts[:, 312] = np.floor(found.bound[:, 0])  # on a bound of whole numbers, just below another
    counts[:, 312] += 1
    assert farrington_flexible(counts, 312, threshold=threshold, least_cases=(0, 4)).alarm.all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"counts": [1.5] * 313}, "not a count"),
        ({"counts": [-1] * 313}, "not a count"),
        ({"counts": "abc"}, "numbers"),
        ({"at": 400}, "outside"),
        ({"at": 100}, "reach back"),
        ({"years": 0}, "whole number"),
        ({"alpha": 0}, "between 0 and 1"),
        ({"alpha": float("nan")}, "between 0 and 1"),
        ({"threshold": "best"}, "name"),
        ({"groups": 60}, "more seasonal groups"),
        ({"frequency": 7}, "frequency"),
        ({"reweight_above": 0}, "above zero"),
        ({"dates": ["2020-01-06"] * 313}, "rise by one period"),
        ({"dates": ["2020-01-06"]}, "One date"),
        ({"denominators": [0] * 313}, "cases examined"),
    ],
)
def test_what_is_refused(change, said):
    given_ = {"counts": weekly(5), "at": 312} | change
    with pytest.raises(InputError, match=said):
        farrington_flexible(given_.pop("counts"), given_.pop("at"), **given_)


def test_months_and_default_positions():
    months = np.arange("2015-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
    counts = weekly(20, months.size)
    counts[-1] = 60
    found = farrington_flexible(counts, dates=months, frequency=12, years=4, half_window=1, groups=4, excluded_recent=6)
    assert found.positions[0] == 49
    assert found.alarms()[-1] == 119
    assert farrington(weekly(5, 250), years=4).positions[0] == 211
    assert farrington(weekly(5, 100), years=4).positions == ()
