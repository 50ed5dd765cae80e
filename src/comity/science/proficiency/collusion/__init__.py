"""Advisory screens for results that agree more than independent work explains. Never an accusation."""

from comity.science.proficiency.collusion.screen import Agreement, CollusionScreen, collusion_screen

__all__ = ["Agreement", "CollusionScreen", "collusion_screen"]
