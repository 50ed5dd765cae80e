"""Cleaning of many spectra at once: the rules of `similarity.preparation`, as one compiled loop (tested equal)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.compiled import compiled
from comity.science.spectra.similarity.preparation import (
    NOMINAL_NOISE,
    UNITS_PER_DALTON,
    WEIGHTED_BELOW,
    Cleaning,
)

Floats = NDArray[np.float64]
Cleaned = tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]
"""m/z in units; half of the entropy-weighted height; where each spectrum begins; its power of weighting."""


def clean_product_ions(
    mz: Floats, intensity: Floats, start: NDArray[np.int64], precursor: Floats, cleaning: Cleaning
) -> Cleaned:
    """Clean spectra that lie one after another; `precursor` is 0 where not known."""
    out_mz, out_height, out_start, power = _room(mz.size, start.size)
    _clean_all(
        mz, intensity, start, precursor,
        cleaning.noise, cleaning.merge, cleaning.below_precursor,
        out_mz, out_height, out_start, power,
    )  # fmt: skip
    kept = int(out_start[-1])
    return out_mz[:kept].copy(), out_height[:kept].copy(), out_start, power


def clean_nominal(mz: Floats, intensity: Floats, start: NDArray[np.int64]) -> Cleaned:
    """Clean spectra of whole m/z that lie one after another."""
    out_mz, out_height, out_start, power = _room(mz.size, start.size)
    _clean_all_nominal(mz, intensity, start, NOMINAL_NOISE, out_mz, out_height, out_start, power)
    kept = int(out_start[-1])
    return out_mz[:kept].copy(), out_height[:kept].copy(), out_start, power


def _room(peaks: int, starts: int) -> Cleaned:
    return (
        np.empty(peaks, np.int32),
        np.empty(peaks, np.float32),
        np.zeros(starts, np.int64),
        np.ones(starts - 1, np.float32),
    )


@compiled
def _clean_all(
    mz: Floats,
    intensity: Floats,
    start: NDArray[np.int64],
    precursor: Floats,
    noise: float,
    merge: float,
    below: float,
    out_mz: NDArray[np.int32],
    out_height: NDArray[np.float32],
    out_start: NDArray[np.int64],
    power: NDArray[np.float32],
) -> None:
    for spectrum in range(start.size - 1):
        first, last = start[spectrum], start[spectrum + 1]
        m = np.empty(last - first, np.float64)
        h = np.empty(last - first, np.float64)
        count = 0
        for k in range(first, last):
            if intensity[k] > 0 and (precursor[spectrum] <= 0 or mz[k] <= precursor[spectrum] - below):
                m[count], h[count] = mz[k], intensity[k]
                count += 1
        while _too_close(m, count, merge):
            count = _merge_once(m, h, count, merge)
        count = _drop_noise(m, h, count, noise)
        power[spectrum] = _weigh(h, count)
        place = out_start[spectrum]
        for k in range(count):
            out_mz[place + k] = np.int32(np.rint(m[k] * UNITS_PER_DALTON))
            out_height[place + k] = h[k] / 2
        out_start[spectrum + 1] = place + count


@compiled
def _clean_all_nominal(
    mz: Floats,
    intensity: Floats,
    start: NDArray[np.int64],
    noise: float,
    out_mz: NDArray[np.int32],
    out_height: NDArray[np.float32],
    out_start: NDArray[np.int64],
    power: NDArray[np.float32],
) -> None:
    for spectrum in range(start.size - 1):
        first, last = start[spectrum], start[spectrum + 1]
        m = np.empty(last - first, np.float64)
        h = np.empty(last - first, np.float64)
        count = 0
        for k in range(first, last):
            whole = np.floor(mz[k] + 0.5)
            if count and m[count - 1] == whole:
                h[count - 1] += intensity[k]
            else:
                m[count], h[count] = whole, intensity[k]
                count += 1
        count = _drop_noise(m, h, count, noise)
        power[spectrum] = _weigh(h, count)
        place = out_start[spectrum]
        for k in range(count):
            out_mz[place + k] = np.int32(m[k])
            out_height[place + k] = h[k] / 2
        out_start[spectrum + 1] = place + count


@compiled
def _too_close(m: Floats, count: int, merge: float) -> bool:
    for k in range(1, count):  # noqa: SIM110 - compiled, and `any` would build a list
        if m[k] - m[k - 1] < merge:
            return True
    return False


@compiled
def _merge_once(m: Floats, h: Floats, count: int, merge: float) -> int:
    order = np.argsort(-h[:count], kind="mergesort")
    left = h[:count].copy()
    new_m, new_h = np.empty(count, np.float64), np.empty(count, np.float64)
    united = 0
    for peak in order:
        if left[peak] <= 0:
            continue
        low, high = peak, peak + 1
        while low > 0 and m[low - 1] >= m[peak] - merge:
            low -= 1
        while high < count and m[high] <= m[peak] + merge:
            high += 1
        total = left[low:high].sum()
        new_m[united] = (left[low:high] * m[low:high]).sum() / total
        new_h[united] = total
        left[low:high] = 0
        united += 1
    order = np.argsort(new_m[:united], kind="mergesort")
    m[:united], h[:united] = new_m[:united][order], new_h[:united][order]
    return united


@compiled
def _drop_noise(m: Floats, h: Floats, count: int, noise: float) -> int:
    largest = 0.0
    for k in range(count):
        largest = max(largest, h[k])
    kept = 0
    for k in range(count):
        if h[k] > 0 and h[k] >= noise * largest:
            m[kept], h[kept] = m[k], h[k]
            kept += 1
    return kept


@compiled
def _weigh(h: Floats, count: int) -> float:
    """Heights become entropy-weighted with sum 1; returns the power applied."""
    total = h[:count].sum()
    entropy = 0.0
    for k in range(count):
        h[k] /= total
        entropy -= h[k] * np.log(h[k])
    if entropy >= WEIGHTED_BELOW:
        return 1.0
    power = 0.25 + entropy * 0.25
    for k in range(count):
        h[k] **= power
    total = h[:count].sum()
    for k in range(count):
        h[k] /= total
    return float(power)
