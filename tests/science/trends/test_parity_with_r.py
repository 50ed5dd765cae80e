"""The same numbers as R's surveillance on its own series, on invented ones, and as base R; one start of R for all.

The series of that package are GPL and are read from it while the test runs; none is kept here.
"""

import json
import shutil
import subprocess

import numpy as np
import pytest

from comity.science import trends

SERIES = 40
NOW = 312

SCRIPT = """
suppressWarnings(suppressPackageStartupMessages(library(surveillance)))
show <- function(x) {
  text <- ifelse(is.nan(x) | is.na(x), "NaN", ifelse(is.infinite(x), "Infinity", sprintf("%.17g", x)))
  cat(paste0("[", paste(text, collapse=","), "]"), "\\n")
}
flexible <- function(s, ...) {
  r <- suppressWarnings(farringtonFlexible(s, control=list(glmWarnings=FALSE, ...)))
  list(r@upperbound[,1], as.numeric(r@alarm[,1]), r@control$expected[,1], r@control$pvalue[,1])
}
data(salmNewport)
s <- aggregate(salmNewport, by="unit")
show(observed(s)[,1]); show(as.numeric(s@epoch))
rows <- 366:417
improved <- list(noPeriods=10, weightsThreshold=2.58, pastWeeksNotIncluded=26, pThresholdTrend=1, alpha=0.05)
original <- list(noPeriods=1, weightsThreshold=1, pastWeeksNotIncluded=3, pThresholdTrend=0.05)
for (x in do.call(flexible, c(list(s, range=rows, b=4, w=3, thresholdMethod="delta"), original))) show(x)
for (m in c("delta", "nbPlugin", "muan"))
  for (x in do.call(flexible, c(list(s, range=rows, b=4, w=3, thresholdMethod=m), improved))) show(x)
for (m in c("C1", "C2", "C3")) {
  r <- earsC(s, control=list(range=rows, method=m, baseline=7, alpha=0.001))
  show(r@upperbound[,1]); show(as.numeric(r@alarm[,1]))
}
data(salmonella.agona); show(salmonella.agona$observed)
for (a in c(.05, .01)) {
  r <- algo.farrington(salmonella.agona, control=list(range=282:312, b=4, w=3, alpha=a))
  show(r$upperbound[,1]); show(r$alarm[,1])
}
y <- matrix(c(COUNTS), ncol=SERIES); p <- matrix(c(EXAMINED), ncol=SERIES)
one <- function(j, m, g, offset) {
  s <- sts(observed=y[,j,drop=FALSE], population=p[,j,drop=FALSE], frequency=52, start=c(2000, 1))
  how <- if (g == 1) list(noPeriods=1, pThresholdTrend=.05) else list(noPeriods=10, pThresholdTrend=1)
  unlist(do.call(flexible, c(list(s, range=nrow(y), b=5, w=3, limit54=c(0, 4), pastWeeksNotIncluded=26,
    populationOffset=offset, thresholdMethod=m), how)))
}
for (m in c("delta", "nbPlugin", "muan")) for (g in c(1, 10))
  show(as.vector(sapply(1:SERIES, one, m=m, g=g, offset=FALSE)))
show(as.vector(sapply(1:SERIES, one, m="delta", g=10, offset=TRUE)))
show(p.adjust(c(P_VALUES), "BH"))
show(as.numeric(Nile))
x <- c(QUANTITIES); show(exp(predict(lm(log(x)~1), data.frame(x=1), interval="prediction", level=.9)[1,3]))
show(prop.test(7, 90, correct=FALSE)$conf.int)
"""


def invented():
    """From nearly always zero to forty a week, overdispersed, with trends; and cases examined that double."""
    random = np.random.Generator(np.random.PCG64(5))
    rate = 10 ** random.uniform(-2.5, 1.6, (SERIES, 1))
    slope = np.exp(np.linspace(0, 1, NOW + 1) * random.normal(0, 1, (SERIES, 1)))
    counts = random.poisson(rate * random.gamma(2, 0.5, (SERIES, NOW + 1)) * slope)
    examined = np.linspace(100, 200, NOW + 1) + random.integers(0, 30, (SERIES, NOW + 1))
    return counts, examined


COUNTS, EXAMINED = invented()
P_VALUES = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
QUANTITIES = [12.0, 80.0, 3.5, 40.0, 25.0, 7.0, 110.0]
OURS = {"delta": "delta", "nbPlugin": "nbplugin", "muan": "muan"}


@pytest.fixture(scope="module")
def from_r():
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed (apt install r-cran-surveillance)")
    script = SCRIPT.replace("SERIES", str(SERIES))
    for name, values in {
        "COUNTS": COUNTS,
        "EXAMINED": EXAMINED,
        "P_VALUES": P_VALUES,
        "QUANTITIES": QUANTITIES,
    }.items():
        script = script.replace(f"c({name})", f"c({','.join(repr(float(v)) for v in np.ravel(values))})")
    done = subprocess.run(["Rscript", "-"], input=script, capture_output=True, text=True, check=False, timeout=300)
    if "there is no package called" in done.stderr:
        pytest.skip("R lacks a package: apt install r-cran-surveillance")
    assert done.returncode == 0, done.stderr
    lines = iter([np.array(json.loads(line), dtype=float) for line in done.stdout.splitlines()])
    take = lambda count: [next(lines) for _ in range(count)]  # noqa: E731 - read in the order in which R wrote
    counts, days = take(2)
    return {
        "newport": counts,
        "days": days.astype(int).astype("datetime64[D]"),
        "original": take(4),
        **{method: take(4) for method in OURS},
        **{method: take(2) for method in ("C1", "C2", "C3")},
        "agona": take(1)[0],
        0.05: take(2),
        0.01: take(2),
        **{(method, groups): take(1)[0].reshape(SERIES, 4).T for method in OURS for groups in (1, 10)},
        "offset": take(1)[0].reshape(SERIES, 4).T,
        "adjusted": take(1)[0],
        "nile": take(1)[0],
        "quantity": float(take(1)[0][0]),
        "share": take(1)[0],
    }


def same(ours, bound, alarm):
    """Bounds equal, there and not there alike; alarms equal."""
    assert np.array_equal(np.isnan(ours.bound.ravel()), np.isnan(bound))
    assert ours.bound.ravel() == pytest.approx(bound, abs=1e-6, rel=1e-9, nan_ok=True)
    assert np.array_equal(ours.alarm.ravel(), alarm == 1)


def improved(from_r, threshold):
    return trends.farrington_flexible(
        from_r["newport"], range(365, 417), dates=from_r["days"], years=4, threshold=threshold
    )


def test_the_series_are_those_of_the_reference(from_r):
    assert (from_r["newport"].size, from_r["newport"].sum()) == (528, 1374)
    assert (from_r["agona"].size, from_r["agona"].sum()) == (312, 897)


def test_original_like(from_r):
    found = trends.farrington_flexible(
        from_r["newport"], range(365, 417), dates=from_r["days"], years=4, groups=1, excluded_recent=3,
        reweight_above=1.0, trend_level=0.05,
    )  # fmt: skip
    bound, alarm, expected, p_value = from_r["original"]
    same(found, bound, alarm)
    published = [368, 369, 370, 378, 380, 381, 383, 400, 409, 410, 411, 412, 415, 416]
    assert [position + 1 for position in found.alarms()] == published
    assert found.bound[0, :6] == pytest.approx([1.98, np.nan, 1.9163, 2.714, 2.8425, 4.1224], abs=1e-4, nan_ok=True)
    assert found.expected[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assessed = ~np.isnan(found.p_value[0])
    assert found.p_value[0, assessed] == pytest.approx(p_value[assessed], rel=1e-8)


@pytest.mark.parametrize("method", OURS)
def test_improved(from_r, method):
    found = improved(from_r, OURS[method])
    bound, alarm, expected, p_value = from_r[method]
    same(found, bound, alarm)
    assert found.expected[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assessed = ~np.isnan(found.p_value[0])
    assert found.p_value[0, assessed] == pytest.approx(p_value[assessed], rel=1e-8)
    published = [400, 409, 410, 411, 412, 415, 416, 417]
    assert [position + 1 for position in found.alarms()] == ([396] if method == "delta" else []) + published


def test_published_bounds(from_r):
    first = improved(from_r, "delta").bound[0, :6]
    assert first == pytest.approx([3.7171, np.nan, 3.7063, 3.8387, 3.6749, 3.4839], abs=1e-4, nan_ok=True)
    assert improved(from_r, "nbplugin").bound[0, [0, 2, 3, 4, 5]].tolist() == [4, 3, 4, 3, 3]


@pytest.mark.parametrize(
    ("method", "published", "bounds"),
    [
        ("C1", [396, 409, 410], [4.6537, 4.6537, 5.0754, 5.6117]),
        ("C2", [396, 409, 410, 411, 412], [7.1006, 5.1607, 4.6537]),
        ("C3", [411, 412, 413, 414], [5.672, 3.3036, 5.9394]),
    ],
)
def test_ears(from_r, method, published, bounds):
    found = trends.ears(from_r["newport"], method, range(365, 417), alpha=0.001)
    same(found, *from_r[method])
    assert [position + 1 for position in found.alarms()] == published
    assert found.bound[0, : len(bounds)] == pytest.approx(bounds, abs=1e-4)


@pytest.mark.parametrize(("alpha", "published"), [(0.05, [284, 285, 288, 289]), (0.01, [284, 285])])
def test_classic(from_r, alpha, published):
    found = trends.farrington(from_r["agona"], range(281, 312), years=4, alpha=alpha)
    bound, alarm = from_r[alpha]
    same(found, np.where(bound == 0, np.nan, bound), alarm)  # R answers 0 where there are too few cases
    assert [position + 1 for position in found.alarms()] == published
    if alpha == 0.05:
        assert found.bound[0, :5] == pytest.approx([5.6579, 5.8648, 4.5672, 4.7011, 3.9798], abs=1e-4)


@pytest.mark.parametrize("groups", [1, 10])
@pytest.mark.parametrize("method", OURS)
def test_from_sparse_to_dense(from_r, method, groups):
    """Includes series in which whole seasonal groups are zero, and those that do not converge."""
    found = trends.farrington_flexible(
        COUNTS, NOW, groups=groups, threshold=OURS[method], trend_level=0.05 if groups == 1 else 1.0, least_cases=(0, 4)
    )
    bound, alarm, *_ = from_r[(method, groups)]
    reasonable = ~(bound > 1e12)  # muan's bound of a nearly empty series can exceed any number of events
    assert np.array_equal(np.isnan(found.bound[reasonable, 0]), np.isnan(bound[reasonable]))
    assert found.bound[reasonable, 0] == pytest.approx(bound[reasonable], abs=1e-6, rel=1e-9, nan_ok=True)
    assert np.array_equal(found.alarm[:, 0], alarm == 1)
    assert (np.isnan(bound).any() and (found.status == trends.Status.NOT_CONVERGED).any()) or groups == 1


def test_with_cases_examined(from_r):
    found = trends.farrington_flexible(COUNTS, NOW, denominators=EXAMINED, least_cases=(0, 4))
    bound, alarm, *_ = from_r["offset"]
    same(found, bound, alarm)
    without = trends.farrington_flexible(COUNTS, NOW, least_cases=(0, 4))
    assert not np.allclose(found.bound, without.bound, equal_nan=True)


def test_false_discovery(from_r):
    found = trends.false_discovery(P_VALUES)
    assert found.adjusted == pytest.approx(from_r["adjusted"], rel=1e-12)


def test_nile_changed_in_1898(from_r):
    """Cobb (1978), Biometrika 65:243-251: after the 28th year, 1871 to 1898, from about 1098 to 850."""
    [change] = trends.change_points(from_r["nile"], "normal")
    assert (change.position, round(change.before), round(change.after)) == (28, 1098, 850)


def test_quantity_and_share(from_r):
    assert trends.quantity_bound(QUANTITIES, alpha=0.05).bound == pytest.approx(from_r["quantity"], rel=1e-9)
    share = trends.share_of_cases(7, 90)
    assert (share.lower, share.upper) == pytest.approx(tuple(from_r["share"]), rel=1e-9)
