import dataclasses

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.linkage import (
    Pretreatment,
    compare_pairs,
    distance_table,
    learn,
    synthetic_profiles,
    tabulate,
)

KNOWN = synthetic_profiles(40, 3, seed=2, within=0.4, between=0.7)
MODEL = learn(KNOWN)
VALIDATED = learn(KNOWN, validation="report V-7")


def of_method(name, harmonisation=""):
    return tabulate([dataclasses.replace(profile, method=name) for profile in KNOWN.profiles], harmonisation)


def test_all_pairs_with_the_distances_of_the_table():
    found = list(compare_pairs(KNOWN, MODEL))
    table = distance_table(KNOWN, MODEL.pretreatment, MODEL.distance)
    assert len(found) == 120 * 119 // 2
    assert [each.distance for each in found] == pytest.approx(table[np.triu_indices(120, 1)], abs=1e-12)
    assert all(MODEL.bounds.lower <= each.ratio.log10 <= MODEL.bounds.upper for each in found)


def test_each_carries_evidence_method_and_cut():
    same = next(compare_pairs(KNOWN, MODEL, [("S1-1", "S1-2")]))
    other = next(compare_pairs(KNOWN, MODEL, [("S1-1", "S9-2")]))
    assert same.ratio.log10 > 0 > other.ratio.log10
    assert same.ratio.evidence == {"profile of S1-1 against S1-2"}
    assert "ELUB" in same.ratio.method
    assert (other.ratio.cut, other.unbounded < other.ratio.log10) == ("lower", True)
    assert other.ratio.log10 == MODEL.bounds.lower


def test_evidence_only_when_validated_and_within_one_method():
    pair = [("S1-1", "S1-2")]
    assert next(compare_pairs(KNOWN, MODEL, pair)).label == "intelligence"
    assert next(compare_pairs(KNOWN, VALIDATED, pair)).label == "evidence"
    assert next(compare_pairs(of_method("other", "study H1"), VALIDATED, pair)).label == "intelligence"


def test_another_method_is_refused_without_harmonisation():
    with pytest.raises(InputError, match="different methods"):
        next(compare_pairs(of_method("other"), MODEL))


def test_the_order_of_variables_does_not_matter():
    turned = tabulate(
        [
            dataclasses.replace(profile, variables=profile.variables[::-1], values=profile.values[::-1])
            for profile in KNOWN.profiles[:3]
        ]
    )
    plain, other = next(compare_pairs(KNOWN, MODEL)), next(compare_pairs(turned, MODEL))
    assert other.distance == pytest.approx(plain.distance, abs=1e-12)


def test_what_else_is_refused():
    with pytest.raises(InputError, match="no profile"):
        next(compare_pairs(KNOWN, MODEL, [("S1-1", "nobody")]))
    fewer = synthetic_profiles(2, 2, seed=1, variables=5)
    with pytest.raises(InputError, match="another substance or other variables"):
        next(compare_pairs(fewer, MODEL))
    assert list(compare_pairs(KNOWN, MODEL, [])) == []
    assert distance_table(KNOWN, Pretreatment(), "canberra").diagonal().tolist() == [0.0] * 120
