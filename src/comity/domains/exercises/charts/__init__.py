"""The pictures of an exercise: functions from the evaluation document to Vega-Lite specifications."""

from comity.domains.exercises.charts.density import density
from comity.domains.exercises.charts.history import history
from comity.domains.exercises.charts.ordered import MOST_LABELS, ordered_scores
from comity.domains.exercises.charts.precision import mandel, repeatability
from comity.domains.exercises.charts.qualitative import answer_names, qualitative_matrix
from comity.domains.exercises.charts.standing import standing
from comity.domains.exercises.charts.words import SCORE_SYMBOLS, VERDICTS, score_symbol, verdict_names
from comity.domains.exercises.charts.youden import youden

__all__ = [
    "MOST_LABELS",
    "SCORE_SYMBOLS",
    "VERDICTS",
    "answer_names",
    "density",
    "history",
    "mandel",
    "ordered_scores",
    "qualitative_matrix",
    "repeatability",
    "score_symbol",
    "standing",
    "verdict_names",
    "youden",
]
