import pytest

from comity.domains.directory.projection import HEIGHT, NORTH, SOUTH, WIDTH, project

# Computed with d3-geo 3.1.1, geoEqualEarthRaw, on the unit sphere.
PEER = [
    (0, 0, 0.0, 0.0),
    (90, 45, 1.15985, 0.86023),
    (-180, 0, -2.70663, 0.0),
    (180, 90, 1.60359, 1.31736),
    (5, 52, 0.06099, 0.97270),
    (-70, -33, -0.97050, -0.64872),
]


@pytest.mark.parametrize(("longitude", "latitude", "x", "y"), PEER)
def test_places_agree_with_an_independent_implementation(longitude, latitude, x, y):
    unit = WIDTH / (2 * 2.70663)
    here, centre = project(latitude, longitude), project(0, 0)
    assert (here[0] - centre[0]) / unit == pytest.approx(x, abs=2e-5)
    assert (centre[1] - here[1]) / unit == pytest.approx(y, abs=2e-5)


def test_the_frame():
    assert project(NORTH, 0)[1] == pytest.approx(0)
    assert project(SOUTH, 0)[1] == pytest.approx(HEIGHT)
    assert project(0, -180)[0] == pytest.approx(0)
    assert project(0, 180)[0] == pytest.approx(WIDTH)


def test_equal_areas_stay_equal():
    def area(latitude):
        (_, top), (_, bottom) = project(latitude + 0.5, 0), project(latitude - 0.5, 0)
        width = project(latitude, 1)[0] - project(latitude, 0)[0]
        return width * (bottom - top)

    from math import cos, radians

    assert area(60) / area(0) == pytest.approx(cos(radians(60)), rel=1e-3)
    assert area(-30) / area(0) == pytest.approx(cos(radians(30)), rel=1e-3)
