"""Gates before scoring: what the coordinator should look at before any result counts. They never change data.

How often a gate is `suspect` without cause, in per cent of 1000 simulated rounds of normal results (relative standard
deviation 5 %, seeded; the tests repeat this):

    participants     10    20    50   100   300
    blunders        0.0   0.0   0.0   0.0   0.0
    units           0.0   0.0   0.0   0.0   0.0
    forms (0.893)   1.0   0.5   0.3   0.1   0.0
    bimodality      0.5   0.5   0.2   0.3   0.4
    method effect   0.0   0.8   0.9   1.2   1.0
    sample swap     below 0.1 by construction

Heavy tails hold results that are far off for no reason a gate knows: with t-distributed results (3 degrees of freedom)
43 % of rounds of 300 show a gross outlier, 3 % a result that happens to lie where a salt would.

What is found, planted: a decimal shift always up to a relative standard deviation of 10 %; results in another unit
always; 0.893 for salt always at a relative standard deviation of 1.5 % (p = 120), from a tenth of the results on at
3 %, seldom at 5 %: then only asking for the form helps; two equal groups of 5 or 15 from 10 or 6 standard deviations
on, 10 % of 100 or 300 results from 6 on; a technique with 10 results from 2 standard deviations on; a swap of items
5 standard deviations apart in one measurand, or 2 to 3 apart in several.
"""

from comity.science.proficiency.screening.bimodality import screen_bimodality
from comity.science.proficiency.screening.blunders import screen_blunders
from comity.science.proficiency.screening.forms import screen_forms
from comity.science.proficiency.screening.methods import screen_method_effect
from comity.science.proficiency.screening.result import Consequence, Finding, GateResult, consequence_of_excluding
from comity.science.proficiency.screening.swap import screen_sample_swap
from comity.science.proficiency.screening.units import screen_units

__all__ = [
    "Consequence",
    "Finding",
    "GateResult",
    "consequence_of_excluding",
    "screen_bimodality",
    "screen_blunders",
    "screen_forms",
    "screen_method_effect",
    "screen_sample_swap",
    "screen_units",
]
