"""An invented round of 120 laboratories in 40 countries, with known troubles planted in it.

Every name, result and score is made up; only the mass ratios of bases and salts are those of the molecules. The round
serves the demonstration and the tests: each planted trouble says where the evaluation must show it.
"""

from comity.domains.exercises.invented.planted import Planted, is_seen
from comity.domains.exercises.invented.round import InventedRound, invented_round

__all__ = ["InventedRound", "Planted", "invented_round", "is_seen"]
