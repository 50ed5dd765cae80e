"""Proficiency testing by ISO 13528:2022: assigned values, scores, item checks, qualitative results, gates."""

from comity.science.proficiency.advice import (
    Advice,
    Shape,
    advise_estimator,
    largest_classical_z,
    shape_of_results,
)
from comity.science.proficiency.assigned_value import (
    AssignedValue,
    combined_uncertainty,
)
from comity.science.proficiency.censored import (
    censored_false_negatives,
    censored_note,
    censored_score_bound,
    exceeded_false_positives,
    substitute_censored,
)
from comity.science.proficiency.collusion import (
    Agreement,
    CollusionScreen,
    collusion_screen,
)
from comity.science.proficiency.combined import (
    CombinedScores,
    combined_scores,
    relative_laboratory_performance,
    rescaled_sum_of_z,
    sum_of_squared_z,
    sum_of_squared_z_p_value,
)
from comity.science.proficiency.comparison import (
    AssignedValueComparison,
    compare_assigned_values,
)
from comity.science.proficiency.consensus import (
    assigned_value_from_censored_results,
    assigned_value_from_participants,
    standard_uncertainty_of_consensus,
)
from comity.science.proficiency.drift import (
    Drift,
    run_order_drift,
)
from comity.science.proficiency.expert_laboratories import (
    assigned_value_from_expert_laboratories,
)
from comity.science.proficiency.history import (
    History,
    HistoryRound,
    HistorySignal,
    cusum,
    j_scores,
    laboratory_history,
)
from comity.science.proficiency.homogeneity import (
    Homogeneity,
    expanded_criterion_factors,
    homogeneity,
)
from comity.science.proficiency.horwitz import (
    sigma_pt_from_horwitz,
)
from comity.science.proficiency.ordinal import (
    OrdinalLaboratory,
    OrdinalResult,
    ordinal_results,
)
from comity.science.proficiency.performance import (
    performance,
    performance_of_difference,
    performance_of_en,
    uncertainty_flags,
    uncertainty_is_negligible,
    uncertainty_limits,
)
from comity.science.proficiency.previous_rounds import (
    sigma_pt_from_previous_rounds,
)
from comity.science.proficiency.qualitative import (
    LaboratoryIdentification,
    QualitativePolicy,
    QualitativeResult,
    SubstanceResult,
    TechniqueResult,
    Vocabulary,
    a_score,
    combined_a_score,
    exact_interval,
    majority_p_value,
    performance_by_technique,
    qualitative_results,
)
from comity.science.proficiency.reference_values import (
    assigned_value_by_comparison,
    assigned_value_by_formulation,
    assigned_value_from_one_laboratory,
    assigned_value_from_reference_material,
)
from comity.science.proficiency.scores import (
    difference,
    difference_percent,
    en_score,
    percent_allowed,
    widened_maximum_error,
    z_prime_factor,
    z_prime_score,
    z_score,
    zeta_score,
)
from comity.science.proficiency.screening import (
    Consequence,
    Finding,
    GateResult,
    consequence_of_excluding,
    screen_bimodality,
    screen_blunders,
    screen_forms,
    screen_method_effect,
    screen_sample_swap,
    screen_units,
)
from comity.science.proficiency.stability import (
    Stability,
    stability,
)
from comity.science.proficiency.standard_deviation import (
    SigmaPt,
    sigma_pt_by_perception,
    sigma_pt_from_participants,
    sigma_pt_from_precision_experiment,
    sigma_pt_with_heterogeneity,
    standard_deviation_of_few,
)

__all__ = [
    "Advice",
    "Agreement",
    "AssignedValue",
    "AssignedValueComparison",
    "CollusionScreen",
    "CombinedScores",
    "Consequence",
    "Drift",
    "Finding",
    "GateResult",
    "History",
    "HistoryRound",
    "HistorySignal",
    "Homogeneity",
    "LaboratoryIdentification",
    "OrdinalLaboratory",
    "OrdinalResult",
    "QualitativePolicy",
    "QualitativeResult",
    "Shape",
    "SigmaPt",
    "Stability",
    "SubstanceResult",
    "TechniqueResult",
    "Vocabulary",
    "a_score",
    "advise_estimator",
    "assigned_value_by_comparison",
    "assigned_value_by_formulation",
    "assigned_value_from_censored_results",
    "assigned_value_from_expert_laboratories",
    "assigned_value_from_one_laboratory",
    "assigned_value_from_participants",
    "assigned_value_from_reference_material",
    "censored_false_negatives",
    "censored_note",
    "censored_score_bound",
    "collusion_screen",
    "combined_a_score",
    "combined_scores",
    "combined_uncertainty",
    "compare_assigned_values",
    "consequence_of_excluding",
    "cusum",
    "difference",
    "difference_percent",
    "en_score",
    "exact_interval",
    "exceeded_false_positives",
    "expanded_criterion_factors",
    "homogeneity",
    "j_scores",
    "laboratory_history",
    "largest_classical_z",
    "majority_p_value",
    "ordinal_results",
    "percent_allowed",
    "performance",
    "performance_by_technique",
    "performance_of_difference",
    "performance_of_en",
    "qualitative_results",
    "relative_laboratory_performance",
    "rescaled_sum_of_z",
    "run_order_drift",
    "screen_bimodality",
    "screen_blunders",
    "screen_forms",
    "screen_method_effect",
    "screen_sample_swap",
    "screen_units",
    "shape_of_results",
    "sigma_pt_by_perception",
    "sigma_pt_from_horwitz",
    "sigma_pt_from_participants",
    "sigma_pt_from_precision_experiment",
    "sigma_pt_from_previous_rounds",
    "sigma_pt_with_heterogeneity",
    "stability",
    "standard_deviation_of_few",
    "standard_uncertainty_of_consensus",
    "substitute_censored",
    "sum_of_squared_z",
    "sum_of_squared_z_p_value",
    "uncertainty_flags",
    "uncertainty_is_negligible",
    "uncertainty_limits",
    "widened_maximum_error",
    "z_prime_factor",
    "z_prime_score",
    "z_score",
    "zeta_score",
]
