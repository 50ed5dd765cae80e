"""Gates before scoring: what the coordinator should look at before any result counts. They never change data."""

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
