"""Writes of the directory: one function per verb, the actor first; permission, transaction, audit entry."""

from comity.domains.directory.services.conflicts import ChangedMeanwhileError
from comity.domains.directory.services.contacts import add_contact_point, change_contact_point, remove_contact_point
from comity.domains.directory.services.importing import ImportOutcome, import_entries
from comity.domains.directory.services.profiles import edit_profile, register_entry, rename_entry
from comity.domains.directory.services.reference import ReferenceOutcome, load_reference_data
from comity.domains.directory.services.scopes import add_scope, change_scope, withdraw_scope

__all__ = [
    "ChangedMeanwhileError",
    "ImportOutcome",
    "ReferenceOutcome",
    "add_contact_point",
    "add_scope",
    "change_contact_point",
    "change_scope",
    "edit_profile",
    "import_entries",
    "load_reference_data",
    "register_entry",
    "remove_contact_point",
    "rename_entry",
    "withdraw_scope",
]
