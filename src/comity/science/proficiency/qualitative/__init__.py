"""Qualitative results: identifications per substance and per laboratory, with policies and exact intervals."""

from comity.science.proficiency.qualitative.a_score import a_score, combined_a_score, majority_p_value
from comity.science.proficiency.qualitative.identification import (
    LaboratoryIdentification,
    QualitativeResult,
    qualitative_results,
)
from comity.science.proficiency.qualitative.interval import exact_interval
from comity.science.proficiency.qualitative.policy import QualitativePolicy, Vocabulary
from comity.science.proficiency.qualitative.substances import SubstanceResult
from comity.science.proficiency.qualitative.techniques import TechniqueResult, performance_by_technique

__all__ = [
    "LaboratoryIdentification",
    "QualitativePolicy",
    "QualitativeResult",
    "SubstanceResult",
    "TechniqueResult",
    "Vocabulary",
    "a_score",
    "combined_a_score",
    "exact_interval",
    "majority_p_value",
    "performance_by_technique",
    "qualitative_results",
]
