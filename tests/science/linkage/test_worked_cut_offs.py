"""The reference's published ways of working, on an invented population with known answer.

The published data are not open, so what can be checked is the way: amphetamine as Andersson et al. (2007) do it
(normalise, fourth root, Pearson), the Polish cut-off of 0.04 in Pearson distance for one source, and cocaine as in
PMC9291609 (12 markers, standardise, Canberra, cut at a false positive rate of 0.5 %).
"""

from comity.science.linkage import Pretreatment, learn, synthetic_profiles


def test_amphetamine_by_pearson_after_the_fourth_root():
    known = synthetic_profiles(80, 4, seed=11, variables=26, within=0.15, between=1.0)
    raw, rooted = (learn(known, Pretreatment(transform=how)) for how in ("none", "fourth-root"))
    assert rooted.cost.discrimination <= raw.cost.discrimination
    population = rooted.population
    assert population.sensitivity(0.04) > 0.95
    assert population.false_positive_rate(0.04) < 0.005


def test_cocaine_by_canberra_at_half_a_percent():
    known = synthetic_profiles(90, 4, seed=12, variables=12, within=0.25, between=0.8)
    treatment = Pretreatment(transform="none").standardised_by(known.values)
    model = learn(known, treatment, "canberra")
    cut_off = model.population.cut_off(0.005)
    assert 0.004 < model.population.false_positive_rate(cut_off) <= 0.005
    assert model.population.sensitivity(cut_off) > 0.6
    assert model.bounds.upper > 1
