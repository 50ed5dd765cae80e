import pt13528.assigned_value as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import (
    assigned_value_by_comparison,
    assigned_value_by_formulation,
    assigned_value_from_one_laboratory,
    assigned_value_from_reference_material,
)

ROUTES = [
    (assigned_value_by_formulation, "formulation", "7.3"),
    (assigned_value_from_reference_material, "reference_material", "7.4"),
    (assigned_value_from_one_laboratory, "one_laboratory", "7.5.1"),
]


@pytest.mark.parametrize(("assign", "route", "clause"), ROUTES)
def test_each_route_carries_value_budget_clause_and_traceability(assign, route, clause):
    found = assign(45.0, 0.3, homogeneity=0.4, transport=0.0, stability=1.2, traceable_to="the kilogram")
    assert (found.value, found.route, found.clause) == (45.0, route, f"ISO 13528:2022, {clause}")
    assert found.standard_uncertainty == pytest.approx(1.3)
    assert found.expanded_uncertainty == pytest.approx(2.6)
    assert dict(found.components) == {"characterisation": 0.3, "homogeneity": 0.4, "transport": 0.0, "stability": 1.2}
    assert "traceable to the kilogram" in found.traceability.render()
    assert found.warnings == ()


@pytest.mark.parametrize("assign", [assign for assign, _route, _clause in ROUTES])
def test_no_route_invents_traceability(assign):
    found = assign(45.0, 0.3)
    assert found.standard_uncertainty == 0.3
    assert found.count == (assign is assigned_value_from_one_laboratory)
    assert "No statement" in found.traceability.render()
    assert len(found.warnings) == 1


@given(
    st.floats(-1e3, 1e3),
    st.floats(0, 10),
    st.lists(st.floats(-100, 100), min_size=2, max_size=30),
)
def test_comparison_equals_the_peer(value, u, differences):
    ours = assigned_value_by_comparison(value, u, differences, traceable_to="the SI")
    theirs = peer.from_crm_comparison(value, u, differences)
    assert ours.value == pytest.approx(theirs.x_pt, abs=1e-9)
    assert ours.standard_uncertainty == pytest.approx(theirs.u_x_pt, abs=1e-9)
    assert ours.count == len(differences)
    assert ours.components["characterisation"] == ours.standard_uncertainty


def test_a_comparison_needs_two_differences():
    with pytest.raises(InputError) as error:
        assigned_value_by_comparison(1.0, 0.1, [0.5])
    assert error.value.where == "differences"


@pytest.mark.parametrize("arguments", [(float("nan"), 0.1), (1.0, -0.1), (1.0, float("inf"))])
def test_unusable_numbers_are_refused(arguments):
    with pytest.raises(InputError):
        assigned_value_by_formulation(*arguments)
