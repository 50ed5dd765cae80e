import json
import math

from comity.science.trends import Status, ears


def test_points_hold_none_where_there_is_nothing_to_say():
    found = ears([1, 2, 1, 2, 1, 2, 1, 9, math.nan], at=[7, 8])
    points = list(found.points())
    assert points[0].alarm
    assert points[0].p_value is None
    assert (points[1].observed, points[1].bound, points[1].status) == (None, None, Status.NOT_REPORTED)
    assert "NaN" not in json.dumps([[point.observed, point.bound] for point in points])
    assert Status.FEW_CASES.word == "few-cases"
