import json
import math

import numpy as np
import pytest

from comity.domains.exercises.charts import (
    answer_names,
    density,
    history,
    mandel,
    ordered_scores,
    qualitative_matrix,
    repeatability,
    score_symbol,
    standing,
    verdict_names,
    youden,
)
from comity.domains.exercises.charts.marks import denominator, inside, score_limit, used_score
from comity.domains.exercises.charts.youden import ellipse
from comity.kernel.charts import paper_svg
from tests.domains.exercises.reports.synthetic import document

OWN = "L004"


@pytest.fixture(scope="module")
def evaluation():
    return document(30, 2, items=2)


@pytest.fixture(scope="module")
def measurand(evaluation):
    return evaluation["measurands"][0]


def rows_of(spec, kind):
    """The rows behind every layer whose mark is of this kind."""
    layers = spec.get("layer") or [spec]
    marks = [
        layer
        for layer in layers
        if (layer["mark"] if isinstance(layer["mark"], str) else layer["mark"]["type"]) == kind
    ]
    return [row for layer in marks for row in layer["data"]["values"]]


def own_specs(evaluation, measurand):
    pairs = [(m, score) for m in evaluation["measurands"] for score in m["scores"] if score["laboratory"] == OWN]
    own = next(score for score in measurand["scores"] if score["laboratory"] == OWN)
    return {
        "ordered": ordered_scores(measurand, own=OWN),
        "density": density(measurand, own=own["result"]),
        "standing": standing(pairs),
        "youden": youden(evaluation["measurands"][0], evaluation["measurands"][2], own=OWN),
        "h": mandel(measurand["precision"], "h", own=OWN),
        "repeatability": repeatability(measurand["precision"], own=OWN),
    }


def test_pictures_for_a_laboratory_show_no_other_code(evaluation, measurand):
    others = [entry["code"] for entry in evaluation["laboratories"] if entry["code"] != OWN]
    for name, spec in own_specs(evaluation, measurand).items():
        shown = json.dumps(spec) + paper_svg(spec)
        assert not [code for code in others if code in shown], name
    assert OWN in paper_svg(own_specs(evaluation, measurand)["ordered"])


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_picture_is_drawn_in_every_language(evaluation, measurand, language):
    item = evaluation["qualitative"][0]
    specs = [
        ordered_scores(measurand, language=language),
        density(measurand, language=language),
        youden(evaluation["measurands"][0], evaluation["measurands"][2], language=language),
        mandel(measurand["precision"], "k", language=language),
        repeatability(measurand["precision"], unit="g", language=language),
        qualitative_matrix([s["substance"] for s in item["substances"]], item["laboratories"], language=language),
        history(evaluation["history"][0], language=language),
    ]
    for spec in specs:
        json.dumps(spec, allow_nan=False)
        assert paper_svg(spec, language=language).startswith("<svg")


def test_scores_stand_in_order_and_extremes_stay_inside(measurand):
    rows = rows_of(ordered_scores(measurand), "point")
    shown = [row["score"] for row in rows]
    assert shown == sorted(shown)
    assert len(rows) == sum(1 for score in measurand["scores"] if score["score"])
    assert max(abs(value) for value in shown) <= 6
    (extreme,) = [row for row in rows if row["beyond"]]
    assert extreme["code"] == "L018"
    assert extreme["value"] > 100


def test_uncertainty_bars_are_in_units_of_the_score(measurand):
    score = measurand["scores"][0]
    row = next(row for row in rows_of(ordered_scores(measurand), "point") if row["code"] == "L001")
    sigma = measurand["sigma_pt"]["value"]
    assert row["half"] == pytest.approx(score["expanded_uncertainty"] / sigma)


def test_the_unit_of_a_z_prime_score_holds_the_uncertainty_of_the_assigned_value():
    scores = [{"score": "z_prime", "z_prime": 1.0}]
    measurand = {"sigma_pt": {"value": 3.0}, "assigned_value": {"standard_uncertainty": 4.0}, "scores": scores}
    assert denominator(measurand) == 5.0
    assert denominator({**measurand, "scores": [{"score": "z"}]}) == 3.0
    assert denominator({"sigma_pt": None, "scores": []}) is None
    assert used_score(scores[0]) == 1.0
    assert used_score({"score": None, "z": None}) is None


@pytest.mark.parametrize(("largest", "limit"), [(0.5, 3.6), (4.0, 4.4), (99.0, 6.0)])
def test_axis_shows_the_limits_and_no_more_than_needed(largest, limit):
    assert score_limit([largest, -0.1]) == pytest.approx(limit)
    assert inside(99, limit) == limit
    assert inside(-99, limit) == -limit


def test_an_empty_measurand_gives_an_empty_picture(measurand):
    assert paper_svg(ordered_scores({**measurand, "scores": []})).startswith("<svg")


def test_the_ellipse_holds_95_percent_of_normal_scores():
    generator = np.random.Generator(np.random.PCG64(5))
    cloud = generator.multivariate_normal([0.3, -0.2], [[1.0, 0.7], [0.7, 2.0]], 4000)
    outline = ellipse(cloud[:, 0], cloud[:, 1])
    polygon = np.array([[row["x"], row["y"]] for row in outline])
    share = np.mean([contains(polygon, point) for point in cloud])
    assert share == pytest.approx(0.95, abs=0.015)


def contains(polygon, point):
    angles = np.arctan2(polygon[:, 1] - point[1], polygon[:, 0] - point[0])
    turns = np.diff(np.unwrap(angles)).sum()
    return abs(abs(turns) - 2 * math.pi) < 1


def test_no_ellipse_through_few_points_or_none_that_spread():
    assert ellipse(np.arange(4.0), np.arange(4.0)) == []
    assert ellipse(np.zeros(10), np.arange(10.0)) == []


def test_repeatability_region_is_the_one_of_the_standard(measurand):
    precision = measurand["precision"]
    spec = repeatability(precision)
    outer = spec["layer"][1]["data"]["values"]
    centre, spread, replicates = precision["mean"], precision["repeatability_standard_deviation"], 2
    for row in outer[:: len(outer) // 7]:
        distance = replicates * ((row["x"] - centre) / spread) ** 2
        distance += 2 * (replicates - 1) * math.log(row["y"] / spread) ** 2
        assert distance == pytest.approx(9.2103, abs=1e-3)  # chi-squared, two degrees of freedom, 99 %


def test_mandel_limits_lie_on_both_sides_for_h_only(measurand):
    def levels(statistic):
        layers = mandel(measurand["precision"], statistic)["layer"][1:]
        return sorted(layer["encoding"]["y"]["datum"] for layer in layers)

    assert levels("h") == [-2.4, -1.9, 1.9, 2.4]
    assert levels("k") == [1.9, 2.4]


def test_codes_stand_on_the_axis_while_they_can_be_read():
    few, many = (ordered_scores(document(count, 1)["measurands"][0]) for count in (30, 90))
    point = [layer for layer in few["layer"] if layer["encoding"].get("x", {}).get("field") == "code"]
    assert point
    assert not [layer for layer in many["layer"] if layer["encoding"].get("x", {}).get("field") == "code"]


def test_history_marks_what_lies_outside():
    course = {"rounds": [{"round": str(at), "z": z, "j": 0} for at, z in enumerate([0.1, 2.5, -3.0, None])]}
    states = [row["state"] for row in rows_of(history(course)["vconcat"][0], "point")]
    assert states == ["calm", "warning", "action"]


def test_words():
    assert list(verdict_names("en")) == ["satisfactory", "questionable", "unsatisfactory", "not_scored"]
    assert score_symbol("z_prime") == "z′"
    assert score_symbol("other") == "other"
    assert answer_names("en")["false_negative"] == "missed"
