"""The same numbers as R's robustbase and metafor, which are in Debian; one start of R for all."""

import json
import math
import shutil
import subprocess

import numpy as np
import pytest

from comity.science import statistics
from comity.science.statistics.qn import correction
from tests.science.statistics.published import COPPER, E2489, invented

SAMPLES = {"copper": COPPER, "e2489": E2489, "rounded": invented(1, 101, 1).tolist(), "two": [1.0, 4.0]}
VALUES = invented(6, 12, 1).tolist()
UNCERTAINTIES = np.random.Generator(np.random.PCG64(1)).uniform(0.1, 2, 12).tolist()

SCRIPT = """
suppressPackageStartupMessages({library(robustbase); library(metafor)})
show <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse=","), "]")
for (x in list(SAMPLES)) {
  h <- huberM(x, k=1.5, s=0.5, tol=1e-13)
  cat(show(c(Qn(x, finite.corr=FALSE, constant=1), mad(x, constant=1), IQR(x), h$mu)), "\\n")
}
for (m in c("FE", "DL", "PM", "REML")) {
  # In thousandfold units, because this version stops at an absolute tolerance.
  f <- rma(yi=1000*(X), sei=1000*(U), method=m, control=list(tol=1e-10, maxiter=10000, threshold=1e-14))
  cat(show(c(f$beta/1000, f$se/1000, sqrt(f$tau2)/1000, f$QE, f$QEp)), "\\n")
}
"""


@pytest.fixture(scope="module")
def from_r():
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed (apt install r-cran-robustbase r-cran-metafor)")
    script = (
        SCRIPT.replace("SAMPLES", ", ".join(vector(x) for x in SAMPLES.values()))
        .replace("(X)", vector(VALUES))
        .replace("(U)", vector(UNCERTAINTIES))
    )
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False, timeout=120)
    if "there is no package called" in done.stderr:
        pytest.skip("R lacks a package: apt install r-cran-robustbase r-cran-metafor")
    assert done.returncode == 0, done.stderr
    return [json.loads(line.replace("NA", "null")) for line in done.stdout.splitlines()]


def vector(x):
    return f"c({', '.join(repr(float(v)) for v in x)})"


@pytest.mark.parametrize("name", SAMPLES)
def test_scales(from_r, name):
    order_difference, deviation, quartiles, _ = from_r[list(SAMPLES).index(name)]
    x = SAMPLES[name]
    assert statistics.qn(x).scale == pytest.approx(
        2.2191 * correction(len(x)) * order_difference, rel=1e-7
    )  # R holds it in single precision
    assert statistics.mad_e(x).scale == pytest.approx(1.483 * deviation, rel=1e-12)
    assert statistics.niqr(x).scale == pytest.approx(0.7413 * quartiles, rel=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_algorithm_a_with_fixed_scale(from_r, name):
    *_, location = from_r[list(SAMPLES).index(name)]
    assert statistics.algorithm_a(SAMPLES[name], fixed_scale=0.5).location == pytest.approx(location, rel=1e-10)


@pytest.mark.parametrize("name", ["graybill_deal", "dersimonian_laird", "paule_mandel", "reml"])
def test_consensus_means(from_r, name):
    index = ["graybill_deal", "dersimonian_laird", "paule_mandel", "reml"].index(name)
    location, uncertainty, between, q, p = from_r[len(SAMPLES) + index]
    ours = getattr(statistics, name)(VALUES, UNCERTAINTIES)
    assert (ours.location, ours.standard_uncertainty) == pytest.approx((location, uncertainty), rel=1e-6)
    assert ours.between == pytest.approx(between, rel=1e-5)
    assert (ours.heterogeneity_q, ours.heterogeneity_p) == pytest.approx((q, p), rel=1e-9)
    assert math.isfinite(ours.between)
