"""Invented profiles with known answer: no open set of labelled seizure profiles exists, so the generator is published.

Each source has a composition drawn from a Dirichlet-like law (logarithms of a shared mean plus normal noise
`between`), each specimen of it deviates by normal noise `within` on the logarithm. Nothing here stands for a real
substance or person.
"""

from __future__ import annotations

import numpy as np

from comity.science.linkage.profiles import Profile, ProfileTable, tabulate

VARIABLES = 26


def synthetic_profiles(
    sources: int,
    specimens: int,
    *,
    seed: int,
    variables: int = VARIABLES,
    between: float = 1.0,
    within: float = 0.15,
    method: str = "invented method",
) -> ProfileTable:
    """Profiles of invented batches: `specimens` from each of `sources`.

    value = exp(shared + between · b(source) + within · e(specimen)), all standard normal for each variable.

    Parameters
    ----------
    sources, specimens : int
        How many batches, and specimens of each.
    seed : int
        The same seed gives the same profiles.
    variables : int
        Variables of a profile.
    between, within : float
        Standard deviations of natural logarithms between and within batches.
    method : str
        Name of the method.

    Returns
    -------
    ProfileTable
        Specimen “S3-2” is the second of source “S3”.

    Examples
    --------
    >>> table = synthetic_profiles(3, 2, seed=1)
    >>> [profile.identifier for profile in table.profiles][:3], table.values.shape
    (['S1-1', 'S1-2', 'S2-1'], (6, 26))
    """
    random = np.random.Generator(np.random.PCG64(seed))
    shared = random.normal(0, 1, variables)
    batches = shared + between * random.normal(0, 1, (sources, 1, variables))
    values = np.exp(batches + within * random.normal(0, 1, (sources, specimens, variables)))
    names = tuple(f"V{number}" for number in range(1, variables + 1))
    return tabulate(
        [
            Profile(f"S{s + 1}-{n + 1}", "invented", method, names, tuple(map(float, values[s, n])), f"S{s + 1}")
            for s in range(sources)
            for n in range(specimens)
        ]
    )
