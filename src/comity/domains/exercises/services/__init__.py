"""Writes on rounds, one function per verb; each is one transaction with its audit entry.

Results, evaluations, reports and cases have their own modules beside these.
"""

from comity.domains.exercises.services.announcing import announce_round, withdraw_announcement
from comity.domains.exercises.services.codes import LookedUp, look_up_code
from comity.domains.exercises.services.deliveries import (
    confirm_delivery,
    confirm_delivery_by_label,
    report_damage,
    report_damage_by_label,
)
from comity.domains.exercises.services.enrolling import (
    answer_invitation,
    decide_request,
    invite_laboratories,
    request_enrolment,
    set_menu,
    withdraw_enrolment,
)
from comity.domains.exercises.services.item_data import record_homogeneity, record_stability
from comity.domains.exercises.services.parcels import (
    Preparation,
    PreparedParcel,
    dispatch_parcel,
    prepare_parcels,
    renew_label,
    replace_parcel,
)
from comity.domains.exercises.services.permits import PermitDetails, record_permit
from comity.domains.exercises.services.plans import freeze_plan, move_deadline, save_plan
from comity.domains.exercises.services.rounds import RoundSettings, change_round, create_round, create_scheme
from comity.domains.exercises.services.stages import (
    amend_round,
    close_round,
    note_evaluation,
    open_round,
    release_round,
)
from comity.domains.exercises.services.tying import adopt_laboratory, tie_laboratory

__all__ = [
    "LookedUp",
    "PermitDetails",
    "Preparation",
    "PreparedParcel",
    "RoundSettings",
    "adopt_laboratory",
    "amend_round",
    "announce_round",
    "answer_invitation",
    "change_round",
    "close_round",
    "confirm_delivery",
    "confirm_delivery_by_label",
    "create_round",
    "create_scheme",
    "decide_request",
    "dispatch_parcel",
    "freeze_plan",
    "invite_laboratories",
    "look_up_code",
    "move_deadline",
    "note_evaluation",
    "open_round",
    "prepare_parcels",
    "record_homogeneity",
    "record_permit",
    "record_stability",
    "release_round",
    "renew_label",
    "replace_parcel",
    "report_damage",
    "report_damage_by_label",
    "request_enrolment",
    "save_plan",
    "set_menu",
    "tie_laboratory",
    "withdraw_announcement",
    "withdraw_enrolment",
]
