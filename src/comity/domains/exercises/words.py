"""States and steps of this room in the words of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.defaultfilters import date as format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from comity.base.errors import ComityError
from comity.domains.exercises.conduct.steps import Step
from comity.domains.exercises.models.enrolments import ENROLMENT_STATES, PERMIT_STATES
from comity.domains.exercises.models.parcels import PARCEL_STATES
from comity.domains.exercises.models.rounds import ROUND_STATES
from comity.domains.exercises.states import EnrolmentState, ParcelState, PermitState, RoundState
from comity.kernel.parties.countries import country_name
from comity.kernel.web.badges import Badge, Tone

ROUND_TONES: Mapping[str, Tone] = {
    RoundState.OPEN: "info",
    RoundState.CLOSED: "attention",
    RoundState.EVALUATED: "attention",
    RoundState.RELEASED: "good",
    RoundState.AMENDED: "good",
}
ENROLMENT_TONES: Mapping[str, Tone] = {
    EnrolmentState.INVITED: "info",
    EnrolmentState.REQUESTED: "attention",
    EnrolmentState.ENROLLED: "good",
}
PARCEL_TONES: Mapping[str, Tone] = {
    ParcelState.DISPATCHED: "info",
    ParcelState.DELIVERED: "good",
    ParcelState.DAMAGED: "bad",
}
PERMIT_TONES: Mapping[str, Tone] = {
    PermitState.NEEDED: "attention",
    PermitState.APPLIED: "info",
    PermitState.GRANTED: "good",
    PermitState.REFUSED: "bad",
}
STEP_WORDS: Mapping[Step, Promise] = {
    Step.WRITE_PLAN: pgettext_lazy("step of a round", "Write the plan"),
    Step.SET_DEADLINE: pgettext_lazy("step of a round", "Set the deadline"),
    Step.INVITE: pgettext_lazy("step of a round", "Invite laboratories"),
    Step.ANSWER_REQUESTS: pgettext_lazy("step of a round", "Answer requests"),
    Step.FREEZE_PLAN: pgettext_lazy("step of a round", "Freeze the plan"),
    Step.OPEN: pgettext_lazy("step of a round", "Open the round"),
    Step.PREPARE_PARCELS: pgettext_lazy("step of a round", "Prepare parcels"),
    Step.REPLACE_PARCELS: pgettext_lazy("step of a round", "Replace damaged parcels"),
    Step.DISPATCH_PARCELS: pgettext_lazy("step of a round", "Print labels and dispatch"),
    Step.WAIT_FOR_RESULTS: pgettext_lazy("step of a round", "Results come in"),
    Step.CLOSE: pgettext_lazy("step of a round", "Close the round"),
    Step.EVALUATE: pgettext_lazy("step of a round", "Decide at the gates and evaluate"),
    Step.RELEASE: pgettext_lazy("step of a round", "Release the reports"),
}


def round_badge(state: str) -> Badge:
    """The state of a round."""
    return Badge(ROUND_STATES[RoundState(state)], ROUND_TONES.get(state, "neutral"))


def enrolment_badge(state: str) -> Badge:
    """The state of an enrolment."""
    return Badge(ENROLMENT_STATES[EnrolmentState(state)], ENROLMENT_TONES.get(state, "neutral"))


def parcel_badge(state: str) -> Badge:
    """The state of a parcel."""
    return Badge(PARCEL_STATES[ParcelState(state)], PARCEL_TONES.get(state, "neutral"))


def permit_badge(state: str) -> Badge:
    """The state of a permit."""
    return Badge(PERMIT_STATES[PermitState(state)], PERMIT_TONES.get(state, "neutral"))


def in_zone(at: datetime | None, zone: str) -> str:
    """A moment on the clocks of a round, with its zone: everybody reads the same deadline."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_date(local, 'DATE_FORMAT')}, {format_date(local, 'H:i')} ({zone})"


def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return country_name(code, get_language() or "en") if code else ""


def in_words(error: ComityError) -> str:
    """What a service refused and what to do, as one paragraph."""
    language = get_language() or "en"
    words = [error.what.render(language), error.remedy.render(language) if error.remedy else ""]
    return " ".join(word for word in words if word)
