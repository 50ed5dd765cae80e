"""From a plan and results to the evaluation document: a pure function of its arguments.

Order, which is the reason for most of what follows: gates look before anything is averaged; the plan decides what they
lead to; the consensus is formed from what remains; all estimators are shown, and the one that the plan names counts;
everybody is scored, also the late and the excluded.
"""

from comity.domains.exercises.evaluation.across import PastScore
from comity.domains.exercises.evaluation.pipeline import DOCUMENT_FORMAT, Progress, evaluate

__all__ = ["DOCUMENT_FORMAT", "PastScore", "Progress", "evaluate"]
