import math

import pt13528.assigned_value as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import combined_uncertainty

components = st.floats(0, 1e6)


@given(components, components, components, components)
def test_budget_equals_the_peer(char, hom, trans, stab):
    ours = combined_uncertainty(char, homogeneity=hom, transport=trans, stability=stab)
    assert ours == pytest.approx(peer.combine_uncertainty(char, hom, trans, stab), rel=1e-12, abs=1e-150)


@given(components, components)
def test_a_component_never_lowers_the_uncertainty(char, hom):
    assert combined_uncertainty(char, homogeneity=hom) >= max(char, hom)


def test_what_is_not_given_adds_nothing():
    assert combined_uncertainty(0.0) == 0.0


@pytest.mark.parametrize("arguments", [{"homogeneity": -1.0}, {"transport": math.nan}, {"stability": math.inf}])
def test_unusable_components_are_refused(arguments):
    with pytest.raises(InputError):
        combined_uncertainty(1.0, **arguments)
