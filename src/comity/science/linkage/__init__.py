"""Linkage: do two specimens come from one source? Profiles, distances, likelihood ratios, series.

A bare similarity is never the answer. A distance becomes a likelihood ratio by a model learned for that substance and
method, within the bounds that its data support, and carries the label *intelligence* or *evidence*.
"""

from comity.science.linkage.comparison import Comparison, compare_pairs, distance_table
from comity.science.linkage.distances import Pretreatment, distances
from comity.science.linkage.model import LinkageModel, Population, learn, population_of
from comity.science.linkage.profiles import Profile, ProfileTable, tabulate
from comity.science.linkage.series import Link, Series, find_series
from comity.science.linkage.synthetic import synthetic_profiles

__all__ = [
    "Comparison",
    "Link",
    "LinkageModel",
    "Population",
    "Pretreatment",
    "Profile",
    "ProfileTable",
    "Series",
    "compare_pairs",
    "distance_table",
    "distances",
    "find_series",
    "learn",
    "population_of",
    "synthetic_profiles",
    "tabulate",
]
