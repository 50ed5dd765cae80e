"""What this part contributes to pages that span rooms: what is new for a laboratory, cases that wait."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext_lazy, pgettext_lazy

from comity.domains.exercises.models.outcomes import NOTICE_KINDS
from comity.domains.exercises.queries import affairs
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.contributions import NavigationEntry, WaitingItem

MOST = 20  # of a kind; the pages themselves show all


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """For those who may read reports of their own laboratories; summaries alone for those who only watch."""
    own = actor.may_in_own_party("see own report")
    watches = actor.may_in_own_party("see released summary") and not actor.may_in_own_party("see organised rounds")
    if own or watches:
        yield NavigationEntry(pgettext_lazy("navigation", "Reports"), reverse("outcome:reports"))
    if own:
        yield NavigationEntry(pgettext_lazy("navigation", "To look into"), reverse("outcome:follow_ups"))
        yield NavigationEntry(pgettext_lazy("navigation", "Performance"), reverse("outcome:performance"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """What a laboratory has not read or looked into; cases that an organiser has not answered."""
    yield from _for_laboratory(actor)
    if actor.may_in_own_party("answer case"):
        for case in affairs.open_cases(actor)[:MOST]:
            yield WaitingItem(
                title=pgettext_lazy("waiting", "Answer a complaint or an appeal"),
                url=reverse("outcome:case", args=[case.pk]),
                why=f"{case.round.scheme.title} {case.round.code} · {case.laboratory.name}",
            )


def _for_laboratory(actor: Actor) -> Iterator[WaitingItem]:
    for notice in affairs.unread_notices(actor)[:MOST]:
        yield WaitingItem(
            title=pgettext_lazy("waiting", "Read what is new about your round"),
            url=reverse("outcome:round", args=[notice.round_id]),
            why=f"{notice.round.scheme.title} {notice.round.code} · {notice.laboratory.name}",
            badge=Badge(NOTICE_KINDS[notice.kind], "info"),
        )
    left = affairs.follow_ups(actor).filter(state="open").count()
    if left:
        yield WaitingItem(
            title=pgettext_lazy("waiting", "Look into results of your laboratory"),
            url=reverse("outcome:follow_ups") + "?state=open",
            why=ngettext_lazy("%(count)d result", "%(count)d results", "count") % {"count": left},
        )
