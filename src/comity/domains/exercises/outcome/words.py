"""States and judgements of this part in the words of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext, pgettext_lazy

from comity.base.messages import Message, format_number
from comity.domains.exercises.conduct.standard import State
from comity.domains.exercises.models.affairs import CASE_STATES, FOLLOW_UP_STATES
from comity.domains.exercises.models.evaluations import RUN_STATES
from comity.domains.exercises.models.outcomes import PERFORMANCES
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.states import CaseState, FollowUpState, RunState
from comity.kernel.web.badges import Badge, Text, Tone

PERFORMANCE_TONES: Mapping[str, tuple[Tone, str]] = {
    "satisfactory": ("good", "S"),
    "questionable": ("attention", "Q"),
    "unsatisfactory": ("bad", "U"),
    "not_scored": ("neutral", "–"),
}
RUN_TONES: Mapping[str, Tone] = {"queued": "info", "running": "info", "done": "good", "failed": "bad"}
POINT_STATES: Mapping[State, tuple[Text, Tone]] = {
    "met": (pgettext_lazy("state of a point", "met"), "good"),
    "open": (pgettext_lazy("state of a point", "open"), "attention"),
    "outside": (pgettext_lazy("state of a point", "elsewhere"), "neutral"),
}
GATES: Mapping[str, Text] = {
    "blunders": pgettext_lazy("gate", "Blunders"),
    "units": pgettext_lazy("gate", "Units"),
    "forms": pgettext_lazy("gate", "Base and salt"),
    "sample_swap": pgettext_lazy("gate", "Items exchanged"),
    "bimodality": pgettext_lazy("gate", "Several modes"),
    "method_effect": pgettext_lazy("gate", "Effect of the method"),
}
AUDIENCES: Mapping[str, Text] = {
    "laboratory": pgettext_lazy("report", "Individual report"),
    "participants": pgettext_lazy("report", "Summary"),
    "coordinator": pgettext_lazy("report", "Coordinator’s report"),
}


def performance_badge(performance: str) -> Badge:
    """A judgement as letter, colour and word."""
    tone, letter = PERFORMANCE_TONES[performance]
    return Badge(PERFORMANCES[performance], tone, letter)


def run_badge(state: str) -> Badge:
    """The state of a job."""
    return Badge(RUN_STATES[RunState(state)], RUN_TONES[state])


def case_badge(state: str) -> Badge:
    """The state of a case."""
    return Badge(CASE_STATES[CaseState(state)], "attention" if state == CaseState.OPEN else "good")


def follow_up_badge(state: str) -> Badge:
    """How far a laboratory has come."""
    tones: Mapping[str, Tone] = {"open": "attention", "explained": "info", "closed": "good"}
    return Badge(FOLLOW_UP_STATES[FollowUpState(state)], tones[state])


def point_badge(state: State) -> Badge:
    """How a point of the standard stands."""
    word, tone = POINT_STATES[state]
    return Badge(word, tone)


def said(message: Message | None) -> str:
    """A sentence in the reader's language."""
    return message.render(language()) if message else ""


def number(value: float | None, *, digits: int = 4, decimals: int | None = None) -> str:
    """A number in the reader's language."""
    return "–" if value is None else format_number(value, digits=digits, decimals=decimals, language=language())


def percent(share: float | None) -> str:
    """A share in whole percent."""
    return "–" if share is None else f"{round(100 * share)} %"


def measurand_name(title: str, measurand: str) -> str:
    """What was measured; identification has a word of its own."""
    return pgettext("measurand", "Identification") if measurand == IDENTIFICATION else title or measurand


def trouble(error: Mapping[str, Any] | None) -> list[str]:
    """What stopped a job, in sentences; faults with their place."""
    if not error:
        return []
    faults = error.get("faults") or [error]
    return [
        " ".join(part for part in (one.get("where", ""), _said(one.get("what")), _said(one.get("remedy"))) if part)
        for one in faults
    ]


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


def _said(data: Mapping[str, Any] | None) -> str:
    return said(Message.from_data(data)) if data else ""
