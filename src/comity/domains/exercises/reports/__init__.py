"""Reports of an exercise on paper, as pages and as files: one per laboratory, a summary, one for the coordinator."""

from comity.domains.exercises.reports.selection import individual_data, public_data
from comity.domains.exercises.reports.writing import FORMATS, write_reports

__all__ = ["FORMATS", "individual_data", "public_data", "write_reports"]
