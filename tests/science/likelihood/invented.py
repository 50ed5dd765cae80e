"""Three sets of log10 likelihood ratios: good, overlapping, and misleading."""

import numpy as np


def sets():
    random = np.random.default_rng(20261120)
    sizes = {"overlap": (1, 1, 60, -1, 1, 90), "good": (3, 1, 40, -3, 1.2, 200), "bad": (0.3, 2, 30, 0.8, 2, 50)}
    return {
        name: (random.normal(a, b, n).round(3), random.normal(c, d, m).round(3))
        for name, (a, b, n, c, d, m) in sizes.items()
    }


SETS = sets()
