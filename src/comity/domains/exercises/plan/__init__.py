"""The plan of an exercise: what is agreed before the results come in.

Rules: a plan is read whole and every fault is named with its key, the reason and a remedy; an unknown key is a fault,
not a remark; nothing that changes a number has a hidden default (the normalised plan in the evaluation document shows
them all); a plan is never changed after reading.
"""

from comity.domains.exercises.plan.model import (
    AssignedValueRoute,
    Component,
    Decision,
    Estimation,
    Evaluation,
    Exercise,
    GateDecisions,
    Item,
    Laboratory,
    Measurand,
    Plan,
    QualitativePolicy,
    ResultRules,
    SigmaRoute,
    StabilityCheck,
    Vocabulary,
)
from comity.domains.exercises.plan.reading import PLAN_FORMAT, plan_from_data, plan_to_data, read_plan

__all__ = [
    "PLAN_FORMAT",
    "AssignedValueRoute",
    "Component",
    "Decision",
    "Estimation",
    "Evaluation",
    "Exercise",
    "GateDecisions",
    "Item",
    "Laboratory",
    "Measurand",
    "Plan",
    "QualitativePolicy",
    "ResultRules",
    "SigmaRoute",
    "StabilityCheck",
    "Vocabulary",
    "plan_from_data",
    "plan_to_data",
    "read_plan",
]
