"""The published data sets that Comity carries."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

PUBLISHED = (
    "coal-sulfur",
    "glucose-serum",
    "copper-flour",
    "antibody",
    "proficiency-30",
    "cadmium-vaporization",
    "below-limits",
    "three-laboratories",
)


def published_files(name: str) -> tuple[Path, Path]:
    """Plan and results of a data set."""
    directory = Path(str(files("comity.domains.exercises.data"))) / name
    return directory / "plan.toml", directory / "results.csv"
