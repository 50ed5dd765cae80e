"""Columns of this room's tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.domains.substances.contents import plain_number
from comity.domains.substances.models import Report, Substance
from comity.domains.substances.words import FIELD_NAMES, country, state_badge
from comity.kernel.handling.models import as_viewer
from comity.kernel.handling.rules import Viewer
from comity.kernel.web.badges import Badge
from comity.kernel.web.tables import Column

SUBSTANCES_SHOWN = 3


def _substance_url(row: Substance) -> str:
    return reverse("substances:substance", args=[row.pk])


REGISTER = (
    Column("name", pgettext_lazy("substance", "Name"), lambda row: row.name, order=("name",), link=_substance_url),
    Column("formula", pgettext_lazy("substance", "Formula"), lambda row: row.formula, order=("formula",)),
    Column("cas", pgettext_lazy("substance", "CAS number"), lambda row: row.cas, order=("cas",)),
    Column(
        "group",
        pgettext_lazy("substance", "Structural group"),
        lambda row: row.get_structural_group_display(),
        order=("structural_group",),
    ),
    Column(
        "effect",
        pgettext_lazy("substance", "Effect group"),
        lambda row: row.get_effect_group_display(),
        order=("effect_group",),
    ),
    Column("state", pgettext_lazy("substance", "Identity"), state_badge, order=("state",)),
)


def report_columns(viewer: Viewer) -> Sequence[Column]:
    """Columns of reports for one reader: what has a label of its own is empty where it is not for them."""
    reader = as_viewer(viewer)
    return (
        Column(
            "own_reference",
            pgettext_lazy("report field", "Report"),
            _seen("own_reference", reader),
            link=lambda row: reverse("substances:report", args=[row.pk]),
        ),
        Column("date", FIELD_NAMES["happened_on"], lambda row: row.happened_on, order=("happened_on",)),
        Column("kind", FIELD_NAMES["kind"], lambda row: Badge(row.get_kind_display(), "info"), order=("kind",)),
        Column("country", FIELD_NAMES["country"], lambda row: country(row.country), order=("country",)),
        Column("substances", pgettext_lazy("report field", "Substances"), _substances),
        Column("quantity", FIELD_NAMES["quantity"], _quantity),
        Column("state", pgettext_lazy("report field", "State"), _state, order=("released_at",)),
        Column("reporter", FIELD_NAMES["reporter"], reporter_name, order=("reporter__name",)),
    )


def reporter_name(row: Report) -> str:
    """Who reported, with the node that it came from."""
    name = row.reporter.name if row.reporter else row.reporter_name
    return f"{name} ({row.from_node})" if row.from_node else name


def _seen(field: str, viewer: Viewer) -> Callable[[Report], Any]:
    """A field that can carry a label of its own, in one reader's eyes; the link stays."""

    def value(row: Report) -> str:
        from comity.domains.substances.queries import seen_data

        shown = getattr(row, field) if not row.field_labels else seen_data(viewer, row).get(field, "")
        return f"{row.get_kind_display()} {shown}".strip()

    return value


def _substances(row: Report) -> str:
    names = list(dict.fromkeys(one.substance.name for one in row.analyses.all()))
    more = len(names) - SUBSTANCES_SHOWN
    return ", ".join(names[:SUBSTANCES_SHOWN]) + (f" +{more}" if more > 0 else "")


def _quantity(row: Report) -> str:
    return "" if row.quantity is None else f"{plain_number(row.quantity)} {row.unit}"


def _state(row: Report) -> Badge:
    if row.withdrawn_at is not None:
        return Badge(pgettext_lazy("state of a report", "withdrawn"), "bad", "×")
    if row.released_at is None:
        return Badge(pgettext_lazy("state of a report", "not released"), "attention", "!")
    return Badge(pgettext_lazy("state of a report", "released"), "good", "✓")
