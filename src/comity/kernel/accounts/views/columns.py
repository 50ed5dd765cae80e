"""Columns of this room's tables."""

from __future__ import annotations

from collections.abc import Set

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment
from comity.kernel.audit.models import AuditEntry
from comity.kernel.web.badges import Badge
from comity.kernel.web.tables import Column

GIVE = pgettext_lazy("people", "Give a further role")
END = pgettext_lazy("people", "End the role")


def people_columns(actor: Actor, *, may_assign: bool, endable: Set[str]) -> tuple[Column, ...]:
    """Who, address, role, since; and what the actor may do with each."""
    columns: tuple[Column, ...] = (
        Column(
            "name", pgettext_lazy("column", "Name"), lambda one: one.user.person.name, order=("user__person__name",)
        ),
        Column("email", pgettext_lazy("column", "Mail address"), lambda one: one.user.email, order=("user__email",)),
        Column(
            "role", pgettext_lazy("column", "Role"), lambda one: Badge(one.get_role_display(), "info"), order=("role",)
        ),
        Column("since", pgettext_lazy("column", "Since"), lambda one: one.since, order=("since",)),
    )

    def end(one: Assignment) -> object:
        return END if one.role in endable or one.user_id == actor.user_id else ""

    def end_link(one: Assignment) -> str:
        return reverse("accounts:end_assignment", args=[one.pk])

    def give_link(one: Assignment) -> str:
        return reverse("accounts:assign_role", args=[one.party_id, one.user_id])

    if may_assign:
        columns += (Column("give", pgettext_lazy("column", "More"), lambda _one: GIVE, link=give_link),)
    return (*columns, Column("end", pgettext_lazy("column", "End"), end, link=end_link))


TRAIL = (
    Column("at", pgettext_lazy("column", "When"), lambda entry: entry.at, order=("at", "id")),
    Column("who", pgettext_lazy("column", "Who"), lambda entry: entry.who),
    Column("verb", pgettext_lazy("column", "What"), lambda entry: entry.verb, order=("verb",)),
    Column("role", pgettext_lazy("column", "In which role"), lambda entry: entry.role),
    Column("detail", pgettext_lazy("column", "Detail"), lambda entry: in_words(entry)),
    Column("origin", pgettext_lazy("column", "From"), lambda entry: f"{entry.via}, {entry.origin}".strip(", ")),
    Column(
        "proof",
        pgettext_lazy("column", "Proof"),
        lambda entry: "" if entry.index is None else f"{entry.index}",
        link=lambda entry: "" if entry.index is None else reverse("ledger:entry", args=[entry.index]),
    ),
)


def in_words(entry: AuditEntry) -> str:
    """The detail of an entry on one line."""
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in entry.detail.items()}
    return "; ".join(f"{name}: {value}" for name, value in shown.items())
