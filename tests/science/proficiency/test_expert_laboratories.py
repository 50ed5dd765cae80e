import pytest

from comity.base.errors import InputError
from comity.science import statistics
from comity.science.proficiency import assigned_value_from_expert_laboratories

VALUES, UNCERTAINTIES = [0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013]


@pytest.mark.parametrize("estimator", ["dersimonian_laird", "paule_mandel", "reml", "linear_pool", "graybill_deal"])
def test_each_estimator_is_the_one_it_is_called(estimator):
    found = assigned_value_from_expert_laboratories(VALUES, UNCERTAINTIES, estimator=estimator, traceable_to="the SI")
    mean = getattr(statistics, estimator)(VALUES, UNCERTAINTIES)
    assert (found.value, found.standard_uncertainty) == (mean.location, mean.standard_uncertainty)
    assert found.scale == mean.between
    assert found.clause == "ISO 13528:2022, 7.6"
    assert "traceable to the SI" in found.traceability.render()


def test_graybill_deal_warns_when_experts_disagree():
    apart = assigned_value_from_expert_laboratories(
        [1.0, 2.0], [0.1, 0.1], estimator="graybill_deal", traceable_to="SI"
    )
    near = assigned_value_from_expert_laboratories([1.0, 1.1], [0.1, 0.1], estimator="graybill_deal", traceable_to="SI")
    assert len(apart.warnings) == 1
    assert near.warnings == ()


def test_other_estimators_need_no_such_warning():
    assert assigned_value_from_expert_laboratories([1.0, 2.0], [0.1, 0.1], traceable_to="SI").warnings == ()


@pytest.mark.parametrize(
    ("values", "uncertainties", "estimator"),
    [([1.0], [0.1], "reml"), ([1.0, 2.0], [0.1], "reml"), ([1.0, 2.0], [0.1, -0.1], "reml"), ([1.0, 2.0], [1, 1], "x")],
)
def test_what_does_not_fit_is_refused(values, uncertainties, estimator):
    with pytest.raises(InputError):
        assigned_value_from_expert_laboratories(values, uncertainties, estimator=estimator)
