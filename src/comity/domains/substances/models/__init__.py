"""Tables of this room. Reports, spectra and alerts carry labels; the register is open to whoever signs in."""

from comity.domains.substances.models.register import ControlStatus, Substance, SubstanceChange, SubstanceName
from comity.domains.substances.models.reports import Analysis, Profile, Report

__all__ = ["Analysis", "ControlStatus", "Profile", "Report", "Substance", "SubstanceChange", "SubstanceName"]
