"""One description, drawn for the page and specified for the engine: the same points in the same places."""

import json
import re

import pytest

from comity.kernel.charts import paper_svg
from comity.kernel.charts.points import CROWDED, MOST_LABELS, Limit, Mark, PointChart, drawing, points_spec

MARKS = [Mark(0, 1.0, "first", label="2024/1"), Mark(1, -9.0, "far below", "unsatisfactory", "2024/2")]
CHART = PointChart("a picture", MARKS, [Limit(2.0, "2", "near"), Limit(0.0, "0")], joined=True, low=-3, high=3)


def marks_of(spec):
    return spec["layer"][-1]["data"]["values"]


def test_what_lies_beyond_stands_at_the_edge_and_says_its_number():
    dots = drawing(CHART).dots
    assert float(dots[1].y) == pytest.approx(CHART.height - 22, abs=0.1)
    assert dots[1].words == "far below"
    assert marks_of(points_spec(CHART))[1]["y"] == CHART.upright()[0]


def test_higher_values_stand_higher():
    dots = drawing(PointChart("p", [Mark(0, 1, "a"), Mark(1, 2, "b")])).dots
    assert float(dots[0].y) > float(dots[1].y)
    assert float(dots[0].x) < float(dots[1].x)


def test_limits_are_drawn_where_the_scale_has_them():
    lines = drawing(PointChart("p", [], [Limit(3, "3"), Limit(-3, "−3")], low=-3, high=3)).lines
    (upper, _, _), (lower, _, _) = lines
    assert float(upper) + float(lower) == pytest.approx(10 + 150 - 22)


def test_others_stay_nameless():
    chart = PointChart("p", [Mark(2, 1, "me")], others=[(1, 0.5), (3, 1.5)])
    assert drawing(chart).others.count("M") == 2
    text = json.dumps(points_spec(chart))
    assert re.findall(r'"words": "([^"]*)"', text) == ["me"]


def test_a_way_joins_the_points_in_order():
    assert drawing(CHART).way == "M" + "L".join(f"{dot.x} {dot.y}" for dot in drawing(CHART).dots)
    assert drawing(PointChart("p", MARKS)).way == ""


def test_labels_at_the_edges_are_not_cut_and_too_many_are_left_out():
    assert [dot.anchor for dot in drawing(PointChart("p", [Mark(x, 0, "w", label="long") for x in range(30)])).dots][
        -1
    ] == "end"
    many = PointChart("p", [Mark(x, 0, "w", label=str(x)) for x in range(MOST_LABELS + 1)])
    assert {dot.label for dot in drawing(many).dots} == {""}
    assert points_spec(many)["layer"][-1]["encoding"]["x"]["axis"]["labels"] is False


def test_a_crowd_can_be_narrowed():
    few, many = (PointChart("p", [Mark(0, 0, "w")], others=[(x, 0.0) for x in range(n)]) for n in (5, CROWDED))
    assert "params" not in points_spec(few)
    low, high = (one["value"] for one in points_spec(many)["params"])
    assert low < 0
    assert high > CROWDED - 1


@pytest.mark.parametrize("chart", [CHART, PointChart("nothing", []), PointChart("one", [Mark(0, 0, "w")])])
def test_the_engine_takes_every_specification(chart):
    assert paper_svg(points_spec(chart)).startswith("<svg")
    assert drawing(chart).description == chart.description


def test_a_label_cannot_break_out_of_its_expression():
    label = "\"'; \\ {{ 1 + 1 }} </script>"
    expression = points_spec(PointChart("p", [Mark(0, 0, "w", label=label)]))["layer"][-1]["encoding"]["x"]["axis"]
    assert json.dumps(label) in expression["labelExpr"]
