"""Columns of the directory's tables."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.domains.directory.words import FIELD_NAMES, country, discipline_names
from comity.kernel.web.badges import Badge
from comity.kernel.web.tables import Column

DISCIPLINES_SHOWN = 4


def address_of(party: Any) -> str:
    """The page of an entry."""
    return reverse("directory:entry", args=[party.pk])


def name_of(party: Any) -> str:
    """The name, with the short name where there is one."""
    return f"{party.name} ({party.short_name})" if party.short_name and party.short_name != party.name else party.name


def disciplines_of(party: Any) -> str:
    """The first disciplines in words, and how many more there are."""
    profile = getattr(party, "profile", None)
    names = discipline_names(discipline.code for discipline in profile.disciplines.all()) if profile else []
    more = len(names) - DISCIPLINES_SHOWN
    return ", ".join(names[:DISCIPLINES_SHOWN]) + (f" +{more}" if more > 0 else "")


def _kind(party: Any) -> Badge:
    return Badge(party.get_kind_display(), "info")


def _profile(party: Any, name: str) -> Any:
    return getattr(getattr(party, "profile", None), name, "")


NAME = Column("name", FIELD_NAMES["name"], name_of, order=("profile__folded", "name"), link=address_of)
COUNTRY = Column("country", FIELD_NAMES["country"], lambda party: country(party.country), order=("country",))
CITY = Column("city", FIELD_NAMES["city"], lambda party: _profile(party, "city"), order=("profile__city",))

COLUMNS = (
    NAME,
    Column("kind", FIELD_NAMES["kind"], _kind, order=("kind",)),
    COUNTRY,
    CITY,
    Column("disciplines", FIELD_NAMES["disciplines"], disciplines_of),
)
PLACE_COLUMNS = (
    NAME,
    COUNTRY,
    CITY,
    Column(
        "latitude",
        pgettext_lazy("directory", "Latitude"),
        lambda party: _profile(party, "latitude"),
        order=("profile__latitude",),
        kind="number",
    ),
    Column(
        "longitude",
        pgettext_lazy("directory", "Longitude"),
        lambda party: _profile(party, "longitude"),
        order=("profile__longitude",),
        kind="number",
    ),
)
