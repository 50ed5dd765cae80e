"""Tables of this room. Reports, spectra and alerts carry labels; the register is open to whoever signs in."""

from comity.domains.substances.models.library import LibrarySpectrum, PeerAnswer, QuestionsHeard, SpectrumTechnique
from comity.domains.substances.models.register import (
    ControlStatus,
    Substance,
    SubstanceChange,
    SubstanceElsewhere,
    SubstanceName,
)
from comity.domains.substances.models.reports import Analysis, ComparabilityConsent, Profile, Report
from comity.domains.substances.models.series import KnownSeries
from comity.domains.substances.models.watch import (
    Alert,
    AlertKind,
    AlertLevel,
    AlertReceipt,
    AlertState,
    Subscription,
    Topic,
)

__all__ = [
    "Alert",
    "AlertKind",
    "AlertLevel",
    "AlertReceipt",
    "AlertState",
    "Analysis",
    "ComparabilityConsent",
    "ControlStatus",
    "KnownSeries",
    "LibrarySpectrum",
    "PeerAnswer",
    "Profile",
    "QuestionsHeard",
    "Report",
    "SpectrumTechnique",
    "Subscription",
    "Substance",
    "SubstanceChange",
    "SubstanceElsewhere",
    "SubstanceName",
    "Topic",
]
