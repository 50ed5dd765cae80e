"""From degrees to places on the map: the Equal Earth projection, which shows areas in proportion.

Šavrič, Patterson, Jenny: The Equal Earth map projection. International Journal of Geographical Information Science
33 (2019) 454-465, equations 1 and 2 with the coefficients of section 3.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT3 = sqrt(3)
WIDTH = 1000.0
NORTH, SOUTH = 84.0, -58.0  # nobody works beyond; Antarctica would take a sixth of the picture


def _x(longitude: float, theta: float) -> float:
    slope = A1 + 3 * A2 * theta**2 + theta**6 * (7 * A3 + 9 * A4 * theta**2)
    return 2 * ROOT3 * radians(longitude) * cos(theta) / (3 * slope)


def _y(theta: float) -> float:
    return theta * (A1 + A2 * theta**2 + theta**6 * (A3 + A4 * theta**2))


def _theta(latitude: float) -> float:
    return asin(ROOT3 / 2 * sin(radians(latitude)))


SCALE = WIDTH / (2 * _x(180, 0))
TOP = SCALE * _y(_theta(NORTH))
HEIGHT = TOP - SCALE * _y(_theta(SOUTH))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place stands on a map `WIDTH` wide and `HEIGHT` high, from the upper left corner.

    >>> [round(value, 1) for value in project(0, 0)]
    [500.0, 241.4]
    """
    theta = _theta(latitude)
    return WIDTH / 2 + SCALE * _x(longitude, theta), TOP - SCALE * _y(theta)
