"""Scores of two spectra, each with the number of matched peaks: slow and exact, the measure for the fast searches."""

from comity.science.spectra.similarity.cosine import (
    ANALOGUE,
    IDENTITY,
    Weighting,
    match_factor,
    modified_cosine,
    reverse_match_factor,
    weighted_cosine,
)
from comity.science.spectra.similarity.entropy import (
    Match,
    entropy_similarity,
    hybrid_similarity,
    neutral_loss_similarity,
)
from comity.science.spectra.similarity.preparation import CLEANING, Cleaning, Peaks, entropy_weighted, prepare

__all__ = [
    "ANALOGUE",
    "CLEANING",
    "IDENTITY",
    "Cleaning",
    "Match",
    "Peaks",
    "Weighting",
    "entropy_similarity",
    "entropy_weighted",
    "hybrid_similarity",
    "match_factor",
    "modified_cosine",
    "neutral_loss_similarity",
    "prepare",
    "reverse_match_factor",
    "weighted_cosine",
]
