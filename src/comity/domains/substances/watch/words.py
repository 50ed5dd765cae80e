"""States and levels of alerts as badges."""

from __future__ import annotations

from comity.domains.substances.models import Alert, AlertLevel, AlertState
from comity.kernel.web.badges import Badge, Tone

LEVELS: dict[str, Tone] = {AlertLevel.NOTE: "info", AlertLevel.ADVISORY: "attention", AlertLevel.WARNING: "bad"}
STATES: dict[str, Tone] = {
    AlertState.DRAFTED: "attention",
    AlertState.DISMISSED: "neutral",
    AlertState.PUBLISHED: "good",
    AlertState.RETRACTED: "bad",
}


def level_badge(alert: Alert) -> Badge:
    """How urgent it is."""
    return Badge(alert.get_level_display(), LEVELS[alert.level])


def state_badge(alert: Alert) -> Badge:
    """How far it is."""
    return Badge(alert.get_state_display(), STATES[alert.state])
