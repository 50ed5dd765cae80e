import dataclasses
import json

from comity.domains.substances.profiling import Settings, compare
from comity.science.linkage import synthetic_profiles

KNOWN = synthetic_profiles(40, 3, seed=2, within=0.3, between=0.8).profiles
ASKED = [dataclasses.replace(profile, source="") for profile in KNOWN[:9]]


def test_pairs_models_and_series():
    result = compare(ASKED, KNOWN, Settings())
    json.dumps(result, allow_nan=False)
    assert len(result["pairs"]) == 36
    linked = {(pair["first"], pair["second"]) for pair in result["pairs"] if pair["linked"]}
    assert ("S1-1", "S1-2") in linked
    assert ("S1-1", "S2-1") not in linked
    [model] = result["models"]
    assert model["false_positive_rate"] <= 0.005
    assert model["cllr_min"] <= model["cllr"] < 0.5
    assert ["S1-1", "S1-2", "S1-3"] in [series["members"] for series in result["series"]]
    for pair in result["pairs"]:
        assert pair["bounds"][0] <= pair["log10_lr"] <= pair["bounds"][1]
        assert pair["label"] == "intelligence"


def test_without_known_origin_there_is_a_distance_and_no_weight():
    result = compare(ASKED, [], Settings())
    assert {pair["log10_lr"] for pair in result["pairs"]} == {None}
    assert result["pairs"][0]["distance"] > 0
    assert result["notes"][0]["reason"]["code"] == "linkage.none"


def test_two_methods_are_not_compared_unless_harmonised():
    other = [dataclasses.replace(profile, method="other") for profile in ASKED[:3]]
    result = compare([*other, *ASKED[3:]], KNOWN, Settings())
    assert result["not_compared"] == [{"substance": "invented", "methods": ["invented method", "other"]}]
    assert not [pair for pair in result["pairs"] if {pair["first"], pair["second"]} == {"S1-1", "S2-1"}]
    together = compare([*other, *ASKED[3:]], KNOWN, Settings(harmonisation="study H1", validation="V"))
    assert len(together["pairs"]) == 36
    assert {pair["label"] for pair in together["pairs"]} == {"intelligence"}
    assert {pair["label"] for pair in compare(ASKED, KNOWN, Settings(validation="V"))["pairs"]} == {"evidence"}
