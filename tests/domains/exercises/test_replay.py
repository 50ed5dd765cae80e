import json

import pytest

from comity.domains.exercises.document import document_text, parse_document
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.replay import agreeing_digits, replay


@pytest.fixture
def copy(document):
    return parse_document(document_text(document).encode(), "x.json", inputs_only=True)


def test_every_digit_agrees(copy):
    outcome = replay(copy)
    assert outcome.exact
    assert outcome.compared > 50_000


def test_a_changed_digit_is_found_with_its_place(copy):
    stored = copy["measurands"][2]["scores"][5]["z"]
    copy["measurands"][2]["scores"][5]["z"] = stored + 1e-6
    (difference,) = replay(copy).differences
    assert difference.path == "$.measurands[2].scores[5].z"
    assert difference.recomputed == stored
    assert 3 <= difference.digits <= 7


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("combined"), "$.combined"),
        (lambda d: d["laboratories"].pop(), "$.laboratories"),
        (lambda d: d.update(extra=1), "$.extra"),
        (lambda d: d["measurands"][0].update(density=None), "$.measurands[0].density"),
        (
            lambda d: d["measurands"][0]["assigned_value"].update(negligible=1),
            "$.measurands[0].assigned_value.negligible",
        ),
    ],
)
def test_missing_and_additional_parts_are_found(copy, change, path):
    change(copy)
    assert [difference.path for difference in replay(copy).differences] == [path]


def test_a_changed_result_shows_in_what_follows_from_it(copy):
    row = next(row for row in copy["results"] if row["measurand"] == "cocaine" and row["laboratory"] == "L003")
    row["result"] = "60.0"
    paths = {difference.path for difference in replay(copy).differences}
    assert any(path.endswith("assigned_value.value") for path in paths)


def test_another_machines_versions_are_not_differences(copy):
    copy["software"] = {**copy["software"], "numpy": "9.9"}
    copy["inputs"] = []
    outcome = replay(copy)
    assert outcome.exact
    assert outcome.software_then["numpy"] == "9.9" != outcome.software_now["numpy"]


def test_a_plan_that_became_contradictory_is_refused(copy):
    copy = json.loads(json.dumps(copy))
    copy["plan"]["evaluations"][0]["item"] = "nowhere"
    with pytest.raises(FaultsError):
        replay(copy)


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [
        (1.0, 1.0, 12),
        (0.0, 0.0, 12),
        (1.0, 1.001, 3),
        (1.0, 2.0, 0),
        (1, "1", 0),
        (None, 1.0, 0),
        (True, 1.0, 0),
        (1e-300, 2e-300, 0),
    ],
)
def test_digits_that_agree(one, other, digits):
    assert agreeing_digits(one, other) == digits
