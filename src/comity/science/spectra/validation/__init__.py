"""What a laboratory checks before it hands over spectra: each finding with its place, its reason and what to do."""

from comity.science.spectra.validation.findings import Finding, Flaw, Severity
from comity.science.spectra.validation.record import check_spectrum, check_trace, is_cas_number
from comity.science.spectra.validation.validator import Validator

__all__ = ["Finding", "Flaw", "Severity", "Validator", "check_spectrum", "check_trace", "is_cas_number"]
