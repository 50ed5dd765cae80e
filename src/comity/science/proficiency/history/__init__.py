"""A laboratory's history over rounds: charts and signals."""

from comity.science.proficiency.history.charts import cusum, j_scores
from comity.science.proficiency.history.rounds import History, laboratory_history
from comity.science.proficiency.history.signals import HistoryRound, HistorySignal

__all__ = ["History", "HistoryRound", "HistorySignal", "cusum", "j_scores", "laboratory_history"]
