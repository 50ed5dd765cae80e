"""Screening a network's weekly series at once, beside one GLM a series in statsmodels and R's surveillance.

170,000 series (1,200 substances in 142 countries) of 313 weeks, Farrington Flexible for the last week. Rates are
log-uniform from one event in twenty years to ten a week, overdispersed: most series have too few cases for a bound, as
in life. Both figures are given: as a network would run it, and with every series fitted although it has too few cases.
The peers are timed on a sample of the series that have enough cases; times are per series.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time

import numpy as np
from scipy import stats

from benchmarks.measure import Bar, best_of, report
from comity.science.trends import Status, false_discovery, farrington_flexible
from comity.science.trends.baseline import Reference, baseline_of

SERIES, WEEKS = 170_000, 313
SAMPLE_STATSMODELS, SAMPLE_R = 40, 100

SCRIPT = """
suppressWarnings(suppressPackageStartupMessages(library(surveillance)))
y <- matrix(scan("stdin", quiet=TRUE), nrow=WEEKS)
s <- sts(observed=y, frequency=52, start=c(2020, 1))
how <- list(range=WEEKS, b=5, w=3, noPeriods=10, weightsThreshold=2.58, pastWeeksNotIncluded=26, pThresholdTrend=1,
  thresholdMethod="delta", glmWarnings=FALSE)
took <- system.time(suppressWarnings(r <- farringtonFlexible(s, how)))
cat(took[["elapsed"]], sprintf("%.12g", r@upperbound[1,]), "\\n")
"""


def main() -> int:
    """Print the times, then the bars."""
    counts = invented()
    started, cpu = time.perf_counter(), time.process_time()
    found = farrington_flexible(counts, WEEKS - 1)
    discoveries = false_discovery(found.p_value)
    wall, screened = time.perf_counter() - started, time.process_time() - cpu
    cpu = time.process_time()
    farrington_flexible(counts, WEEKS - 1, least_cases=(0, 4))
    fitted = time.process_time() - cpu
    enough = counts[found.status[:, 0] == Status.ASSESSED]
    ours = best_of(3, lambda: farrington_flexible(enough, WEEKS - 1)) / enough.shape[0]
    print(f"\n{SERIES} series of {WEEKS} weeks: {screened:.1f} s CPU, {wall:.1f} s wall")
    print(f"  {enough.shape[0]} with enough cases, {int(found.alarm.sum())} alarms,", end=" ")
    print(f"{int(discoveries.discovered.sum())} after control of false discoveries")
    print(f"  all {SERIES} fitted: {fitted:.1f} s CPU")
    peer = best_of(1, lambda: [by_statsmodels(row) for row in enough[:SAMPLE_STATSMODELS]]) / SAMPLE_STATSMODELS
    print(f"  a series with enough cases: {1e6 * ours:.1f} µs; statsmodels {1e3 * peer:.2f} ms", end="")
    bars = [
        Bar("170,000 weekly series screened, CPU of one core", screened, 60, "s"),
        Bar("… every one fitted although it has too few cases", fitted, 60, "s"),
        Bar("A series: times faster than statsmodels", peer / ours, 50, "×", more_is_better=True),
    ]
    if shutil.which("Rscript"):
        seconds, difference = by_r(enough[:SAMPLE_R], found.bound[found.status[:, 0] == Status.ASSESSED, 0])
        print(f"; R surveillance {1e3 * seconds:.2f} ms, largest difference of bounds {difference:.1e}")
        bars.append(Bar("A series: times faster than R surveillance", seconds / ours, 50, "×", more_is_better=True))
        bars.append(Bar("Largest difference of bounds to R surveillance", difference, 1e-3, ""))
    return report("Trends", bars)


def invented() -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Series by series, so that the sample is the same whatever their number."""
    random = np.random.Generator(np.random.PCG64(20_261_120))
    rate = 10 ** random.uniform(-3, 1, (SERIES, 1))
    return random.poisson(rate * random.gamma(4, 0.25, (SERIES, WEEKS)))


def by_statsmodels(counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    """The same model as a user of statsmodels would write it."""
    import statsmodels.api as sm

    baseline = baseline_of(WEEKS - 1, WEEKS, Reference(5, 3, 10, 26, 52), None)
    y = counts[baseline.rows].astype(float)
    x = np.column_stack([baseline.group == group for group in range(10)] + [baseline.time]).astype(float)
    first = sm.GLM(y, x, family=sm.families.Poisson()).fit(scale="X2")
    hat = first.get_hat_matrix_diag(observed=False)
    residual = 1.5 * (y ** (2 / 3) * first.mu ** (-1 / 6) - first.mu**0.5) / np.sqrt(max(first.scale, 1) * (1 - hat))
    weights = np.where(residual > 2.58, 1 / residual**2, 1)
    second = sm.GLM(y, x, family=sm.families.Poisson(), var_weights=weights * y.size / weights.sum()).fit(scale="X2")
    now = np.zeros(11)
    now[9] = 1
    mean = float(np.exp(now @ second.params))
    tau = max(second.scale, 1) + mean * float(now @ second.cov_params() @ now)
    return float((mean ** (2 / 3) + stats.norm.ppf(0.95) * np.sqrt(4 / 9 * mean ** (1 / 3) * tau)) ** 1.5)


def by_r(
    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]], bounds: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[float, float]:
    """Seconds a series, and the largest difference of its bounds to ours."""
    done = subprocess.run(
        ["Rscript", "-e", SCRIPT.replace("WEEKS", str(WEEKS))],  # noqa: S607 - found on PATH, as checked before
        input=" ".join(map(str, counts.ravel())), capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, *theirs = map(float, done.stdout.split())
    return seconds / counts.shape[0], float(np.abs(np.array(theirs) - bounds[: counts.shape[0]]).max())


if __name__ == "__main__":
    sys.exit(main())
