"""Who sees what: the register by role, reports by their labels."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from comity.base.errors import NotFoundError
from comity.domains.substances.models import Report, Substance
from comity.domains.substances.models.reports import ReportQuerySet
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.models import Reader
from comity.kernel.handling.queries import get_visible
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import operator

BESIDE = ("label", "reporter")


def visible_reports(reader: Reader) -> ReportQuerySet:
    """The reports that a reader may see. Everything that shows, counts, searches or exports reports begins here."""
    return cast("ReportQuerySet", Report.objects.visible_to(reader)).select_related(*BESIDE)


def seen_report(reader: Reader, report_id: UUID) -> Report:
    """One report, or `NotFoundError`."""
    return get_visible(Report.objects.select_related(*BESIDE), reader, report_id)


def seen_substance(actor: Actor, substance_id: UUID) -> Substance:
    """One substance, or `NotFoundError`."""
    found = Substance.objects.filter(pk=substance_id).select_related("parent", "merged_into").first()
    if found is None or not actor.may("see substances"):
        raise NotFoundError
    return found


def keeper() -> Party | None:
    """Who keeps the register of this node."""
    return operator()
