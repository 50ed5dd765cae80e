"""Words about deadlines, versions and faults that several pages use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from comity.base.clock import now
from comity.base.messages import Message
from comity.domains.exercises.conduct.life import last_instant
from comity.domains.exercises.models import Round, Submission
from comity.domains.exercises.queries.submissions import Entry
from comity.domains.exercises.submission.checking import Fault
from comity.domains.exercises.submission.nominating import Timing, timing
from comity.kernel.web.badges import Badge


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the round stands for somebody who wants to submit."""

    badge: Badge
    text: str
    tone: str


def in_zone(moment: datetime | None, zone: str) -> str:
    """Date and time to the second where it matters, on the clocks of the round, whose zone is named."""
    if moment is None:
        return "–"
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{date_format(local, 'DATE_FORMAT')}, {clock} ({zone})"


def standing(entry: Entry) -> Standing:
    """Whether results are taken, and as what."""
    round_ = entry.round
    if not entry.takes_results:
        text = pgettext("submission", "No more results are taken. What you type here is kept as your draft only.")
        return Standing(Badge(pgettext("submission", "closed"), "neutral"), text, "neutral")
    end = in_zone(last_instant(round_.deadline, round_.grace_hours), round_.time_zone) if round_.deadline else "–"
    deadline = in_zone(round_.deadline, round_.time_zone)
    match timing(now(), round_.deadline, round_.grace_hours):
        case Timing.IN_TIME:
            text = pgettext("submission", "Deadline: %(deadline)s.") % {"deadline": deadline}
            if round_.grace_hours:
                text += " " + pgettext("submission", "Results count as in time until %(end)s.") % {"end": end}
            soon = round_.deadline is not None and round_.deadline - now() < timedelta(days=2)
            word = pgettext("submission", "due soon") if soon else pgettext("submission", "open")
            return Standing(Badge(word, "attention" if soon else "info"), text, "attention" if soon else "info")
        case Timing.GRACE:
            text = pgettext("submission", "The deadline has passed. Results still count as in time until %(end)s.")
            return Standing(
                Badge(pgettext("submission", "period of grace"), "attention"), text % {"end": end}, "attention"
            )
        case _:
            text = pgettext(
                "submission",
                "Deadline and period of grace have passed. Results that come now are kept, marked as late and scored, "
                "but they do not enter the consensus.",
            )
            return Standing(Badge(pgettext("submission", "late"), "attention"), text, "attention")


def arrival(round_: Round, submission: Submission) -> Badge:
    """What the clock says about a submission, by the deadline as it is now."""
    match timing(submission.submitted_at, round_.deadline, round_.grace_hours):
        case Timing.IN_TIME:
            return Badge(pgettext("submission", "in time"), "good")
        case Timing.GRACE:
            return Badge(pgettext("submission", "within the period of grace"), "good")
        case _:
            return Badge(pgettext("submission", "late"), "attention")


def in_words(fault: Fault) -> str:
    """Reason and remedy."""
    parts = [fault.what, fault.remedy]
    return " ".join(rendered(part) for part in parts if part is not None)


def rendered(text: Message) -> str:
    """A sentence in the reader's language."""
    return text.render(get_language() or "en")
