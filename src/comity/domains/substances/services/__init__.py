"""Writes of this room: each one transaction with permission, rules, rows and an audit entry."""

from comity.domains.substances.services.comparability import consent_to_comparability
from comity.domains.substances.services.identity import identify_substance, retract_identity
from comity.domains.substances.services.importing import ImportOutcome, import_reports
from comity.domains.substances.services.photographs import attach_photograph, remove_photograph
from comity.domains.substances.services.profiles import record_profile
from comity.domains.substances.services.reference import ReferenceOutcome, load_reference
from comity.domains.substances.services.register import (
    add_name,
    record_control_status,
    register_substance,
    register_unknown,
    rename_substance,
)
from comity.domains.substances.services.releasing import release_substance
from comity.domains.substances.services.reports import (
    add_analysis,
    correct_report,
    file_report,
    label_field,
    release_report,
    withdraw_report,
)
from comity.domains.substances.services.schedules import ScheduleOutcome, import_schedules

__all__ = [
    "ImportOutcome",
    "ReferenceOutcome",
    "ScheduleOutcome",
    "add_analysis",
    "add_name",
    "attach_photograph",
    "consent_to_comparability",
    "correct_report",
    "file_report",
    "identify_substance",
    "import_reports",
    "import_schedules",
    "label_field",
    "load_reference",
    "record_control_status",
    "record_profile",
    "register_substance",
    "register_unknown",
    "release_report",
    "release_substance",
    "remove_photograph",
    "rename_substance",
    "retract_identity",
    "withdraw_report",
]
