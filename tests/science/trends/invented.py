"""Series made up for these tests."""

import numpy as np


def weekly(rate, periods=313, seed=1):
    return np.random.Generator(np.random.PCG64(seed)).poisson(rate, periods)
