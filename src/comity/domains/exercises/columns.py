"""Columns that several tables of this room have."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from comity.kernel.web.tables import Column

LABORATORY = Column(
    "laboratory", pgettext_lazy("column", "Laboratory"), lambda row: row.laboratory.name, order=("laboratory__name",)
)
