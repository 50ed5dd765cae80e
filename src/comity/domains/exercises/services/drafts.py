"""Drafts: what somebody has typed so far, saved as it is. Saving over something keeps what was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Draft, DraftVersion
from comity.domains.exercises.queries.submissions import MOST_EARLIER_DRAFTS, Entry, get_entry
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.submission.rows import Row, clean_comment, clean_rows
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.locks import one_at_a_time

KEPT_EVERY = timedelta(minutes=5)
"""Saving while typing keeps one earlier state in five minutes; saving by hand keeps every one."""


@transaction.atomic
def save_draft(
    actor: Actor,
    enrolment_id: UUID,
    rows: Iterable[Mapping[str, str]],
    *,
    comment: str = "",
    seen: int | None = None,
    typing: bool = False,
) -> Draft:
    """Save what the actor has typed, unchecked; also after the deadline and after the close.

    `seen` is the version that was typed into. When another window saved meanwhile, nothing is refused: this one is
    saved, and what the other had is among the earlier versions. `typing`: saved by itself, while somebody types.
    """
    entry = get_entry(actor, enrolment_id)
    actor.require("save draft", entry.enrolment.laboratory)
    return write_draft(actor, entry, clean_rows(rows), clean_comment(comment), seen=seen, typing=typing)


@transaction.atomic
def restore_draft(actor: Actor, enrolment_id: UUID, version: int) -> Draft:
    """Go back to an earlier version of one's own draft; the present one is kept."""
    entry = get_entry(actor, enrolment_id)
    actor.require("save draft", entry.enrolment.laboratory)
    earlier = DraftVersion.objects.filter(draft__code=entry.code, draft__analyst_id=actor.own_account, version=version)
    found = earlier.first()
    if found is None:
        raise NotFoundError
    return write_draft(actor, entry, found.rows, found.comment)


def write_draft(
    actor: Actor, entry: Entry, rows: list[Row], comment: str, *, seen: int | None = None, typing: bool = False
) -> Draft:
    """Write the draft of the actor; the caller has asked the policy and is in a transaction."""
    one_at_a_time(f"draft of {actor.own_account} in {entry.code.pk}")
    at, noted = now(), True
    draft = Draft.objects.filter(code=entry.code, analyst_id=actor.own_account).first()
    if draft is None:
        draft = Draft.objects.create(
            code=entry.code, analyst_id=actor.own_account, rows=rows, comment=comment, saved_at=at
        )
    elif draft.rows == rows and draft.comment == comment:
        return draft
    else:
        noted = not typing or seen not in (None, draft.version) or _is_due(draft, at)
        if noted:
            _keep_earlier(draft)
        draft.rows, draft.comment, draft.saved_at = rows, comment, at
        draft.version += 1
        draft.save(update_fields=["rows", "comment", "saved_at", "version"])
    if noted:  # one entry for some minutes of typing, not one for each pause in it
        write_down_for(actor, "save draft", entry.enrolment, {"version": draft.version})
    return draft


def _is_due(draft: Draft, at: datetime) -> bool:
    latest = DraftVersion.objects.filter(draft=draft).order_by("-version").first()
    return latest is None or at - latest.saved_at >= KEPT_EVERY


def _keep_earlier(draft: Draft) -> None:
    if draft.rows and DraftVersion.objects.filter(draft=draft).count() < MOST_EARLIER_DRAFTS * 20:
        DraftVersion.objects.create(
            draft=draft, version=draft.version, rows=draft.rows, comment=draft.comment, saved_at=draft.saved_at
        )
