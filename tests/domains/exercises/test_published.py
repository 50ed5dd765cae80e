from datetime import UTC, datetime

import pytest

from comity.domains.exercises.published import PUBLISHED, published_files
from comity.domains.exercises.work import Inputs

README = published_files("x")[0].parent.parent / "README.md"


@pytest.fixture(scope="module")
def documents():
    at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    return {name: Inputs(*published_files(name)).evaluate(at) for name in PUBLISHED}


def test_each_set_has_a_source_and_a_line_about_its_terms(documents):
    assert sorted(path.name for path in README.parent.iterdir() if path.is_dir() and path.name[0] != "_") == sorted(
        PUBLISHED
    )
    for name, document in documents.items():
        assert document["plan"]["exercise"]["sources"]
        assert f"`{name}`" in README.read_text()


@pytest.mark.parametrize(
    ("level", "mean", "repeatability", "reproducibility"),
    [(1, 0.690, 0.015, 0.026), (2, 1.252, 0.029, 0.061), (3, 1.667, 0.017, 0.035), (4, 3.250, 0.026, 0.058)],
)
def test_coal_has_the_precision_printed_in_iso_5725_2(documents, level, mean, repeatability, reproducibility):
    precision = documents["coal-sulfur"]["measurands"][level - 1]["precision"]
    assert precision["mean"] == pytest.approx(mean, abs=0.0005)
    assert precision["repeatability_standard_deviation"] == pytest.approx(repeatability, abs=0.0005)
    assert precision["reproducibility_standard_deviation"] == pytest.approx(reproducibility, abs=0.0005)


def test_glucose_has_the_precision_of_astm_e691_and_not_that_of_the_copy_with_other_cells(documents):
    a, b = (block["precision"] for block in documents["glucose-serum"]["measurands"])
    assert a["mean"] == pytest.approx(41.5183, abs=5e-5)
    assert a["repeatability_standard_deviation"] == pytest.approx(1.0632, abs=5e-5)
    assert b["mean"] == pytest.approx(79.6796, abs=5e-5)  # 79.6079 in the copy
    assert b["reproducibility_standard_deviation"] == pytest.approx(1.5796, abs=5e-5)
    assert b["cells"][3]["k"] == pytest.approx(1.85, abs=0.005)


def estimate(document, name):
    return next(entry for entry in document["measurands"][0]["estimators"] if entry["name"] == name)


def test_copper(documents):
    found = estimate(documents["copper-flour"], "algorithm_a")
    assert (found["location"], found["scale"]) == pytest.approx((3.205565923, 0.674150100), abs=1e-9)
    gate = documents["copper-flour"]["measurands"][0]["gates"][0]
    assert gate["findings"][0]["laboratories"] == ["R24"]


def test_antibody_has_two_groups_and_no_consensus_is_advised(documents):
    block = documents["antibody"]["measurands"][0]
    assert block["advice"]["recommended"] == "none"
    assert [round(mode["location"], 2) for mode in block["density"]["modes"]] == [1.24, 1.90]
    assert estimate(documents["antibody"], "algorithm_a")["location"] == pytest.approx(1.568642670, abs=1e-9)


def test_thirty_laboratories(documents):
    document = documents["proficiency-30"]
    assert estimate(document, "algorithm_a")["location"] == pytest.approx(1.4234615385, abs=1e-9)
    assert estimate(document, "q_hampel")["location"] == pytest.approx(1.3969831102, abs=1e-9)
    assert estimate(document, "q_hampel")["scale"] == pytest.approx(0.4589594236, abs=1e-9)
    assert estimate(document, "median_niqr")["scale"] == pytest.approx(0.45033975, abs=1e-9)


def test_cadmium_by_paule_and_mandel(documents):
    assigned = documents["cadmium-vaporization"]["measurands"][0]["assigned_value"]
    assert assigned["value"] == pytest.approx(26.71212875, abs=1e-7)
    assert assigned["standard_uncertainty"] == pytest.approx(0.17113696, abs=1e-7)


def test_results_below_limits_are_left_out_of_algorithm_a_and_used_by_maximum_likelihood(documents):
    document = documents["below-limits"]
    found = estimate(document, "algorithm_a")
    assert (round(found["location"], 2), round(found["scale"], 2)) == (26.81, 5.29)
    assert document["measurands"][0]["counts"]["censored"] == 5
    assert estimate(document, "censored_normal")["location"] < found["location"]


def test_three_laboratories_have_the_published_scores(documents):
    block = documents["three-laboratories"]["measurands"][0]
    assert [round(score["z"], 2) for score in block["scores"]] == [0.0, -1.35, 1.04]
    assert [round(score["z_prime"], 2) for score in block["scores"]] == [0.0, -0.90, 0.70]
    assert block["assigned_value"]["standard_uncertainty"] == pytest.approx(0.1060, abs=5e-5)
    assert block["homogeneity"]["within_items"] == pytest.approx(0.0223, abs=5e-5)
    assert {score["score"] for score in block["scores"]} == {"z_prime"}
