"""The page of a round on which a laboratory types its results."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.errors import ComityError, ConflictError, InputError
from comity.domains.exercises.entry.handing_in import KEPT, hand_in
from comity.domains.exercises.entry.sheet import build, typed_rows
from comity.domains.exercises.entry.wording import arrival, in_words, in_zone, rendered, standing
from comity.domains.exercises.models import Submission
from comity.domains.exercises.queries.submissions import (
    Entry,
    earlier_drafts,
    entries,
    get_entry,
    own_draft,
    submissions,
)
from comity.domains.exercises.services.drafts import restore_draft, save_draft
from comity.domains.exercises.submission.checking import Fault, RowFaultsError
from comity.domains.exercises.submission.receipt import content_digest
from comity.domains.exercises.submission.rows import MOST_CHARACTERS, Row, filled, is_filled
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.pages import UNPROCESSABLE, for_actor

MOST_KEY = 100


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rounds in which one's laboratories hand in results."""
    held = [(enrolment, in_zone(enrolment.round.deadline, enrolment.round.time_zone)) for enrolment in entries(actor)]
    return render(request, "exercises/entry/list.html", {"held": held})


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def sheet(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Show what was typed so far; save it, or submit it."""
    entry = get_entry(actor, enrolment_id)
    if request.method == "POST":
        return _sent(request, actor, entry)
    draft = own_draft(actor, entry)
    if draft is not None:
        return entry_page(request, actor, entry, draft.rows, draft.comment)
    latest = Submission.objects.none() if actor.user_id is None else submissions(actor, entry)
    own = latest.filter(analyst_id=actor.user_id).first()
    return entry_page(request, actor, entry, own.rows if own else [], own.comment if own else "")


@require_POST
@for_actor
def autosave(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Save while somebody types; the answer is a line that says so."""
    entry = get_entry(actor, enrolment_id)
    comment = request.POST.get("comment", "")
    try:
        draft = save_draft(
            actor, enrolment_id, typed_rows(request.POST, entry.plan), comment=comment, seen=_seen(request), typing=True
        )
    except ComityError as error:
        return render(request, "exercises/entry/saved.html", {"refused": rendered(error.what)})
    return render(request, "exercises/entry/saved.html", {"draft": draft})


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def drafts(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Earlier versions of one's own draft; any can be taken back."""
    entry = get_entry(actor, enrolment_id)
    version = request.POST.get("version", "")
    if version.isascii() and version.isdecimal() and len(version) < 7:
        restore_draft(actor, enrolment_id, int(version))
        words = pgettext("submission", "Version %(version)s of your draft is back; what stood there is kept as well.")
        messages.success(request, words % {"version": version})
        return redirect("entry:sheet", enrolment_id=enrolment_id)
    kept = [(one, sum(is_filled(row) for row in one.rows)) for one in earlier_drafts(actor, entry)[:50]]
    crumbs = [*crumbs_of(entry), (pgettext("submission", "Earlier drafts"), "")]
    return render(request, "exercises/entry/drafts.html", {"entry": entry, "kept": kept, "crumbs": crumbs})


def crumbs_of(entry: Entry) -> list[tuple[str, str]]:
    """The way to the page of a round's results."""
    return [
        (pgettext("submission", "My results"), reverse("entry:list")),
        (str(entry.round), reverse("entry:sheet", args=[entry.enrolment.pk])),
    ]


def _sent(request: HttpRequest, actor: Actor, entry: Entry) -> HttpResponse:
    rows, comment = typed_rows(request.POST, entry.plan), request.POST.get("comment", "")
    try:
        if request.POST.get("do") == "submit":
            key = f"{request.POST.get('key', '')[:MOST_KEY]} {content_digest(rows, comment)}"
            made = hand_in(actor, entry.enrolment.pk, rows, comment=comment, source="page", key=key)
            return redirect("entry:receipt", submission_id=made.pk)
        save_draft(actor, entry.enrolment.pk, rows, comment=comment, seen=_seen(request))
    except RowFaultsError as error:
        return entry_page(request, actor, entry, rows, comment, faults=error.faults)
    except (InputError, ConflictError) as error:
        if error.code in KEPT:
            entry = get_entry(actor, entry.enrolment.pk)
        return entry_page(request, actor, entry, rows, comment, refused=error)
    if more := request.POST.get("add", "")[:100]:
        return entry_page(request, actor, entry, rows, comment, more=more)
    messages.success(request, pgettext("submission", "Your draft is saved. It is not submitted yet."))
    return redirect("entry:sheet", enrolment_id=entry.enrolment.pk)


def entry_page(
    request: HttpRequest,
    actor: Actor,
    entry: Entry,
    rows: Sequence[Row],
    comment: str,
    *,
    faults: Sequence[Fault] = (),
    refused: ComityError | None = None,
    more: str = "",
) -> HttpResponse:
    """The page with these rows: as typed, with what is wrong beside each field."""
    draft = own_draft(actor, entry)
    worded = [(fault, in_words(fault)) for fault in faults]
    plan = entry.plan
    context = {
        "entry": entry,
        "plan": plan,
        "sheet": build(plan, rows, worded, more),
        "comment": comment,
        "draft": draft,
        "taking": standing(entry),
        "handed_in": _versions(actor, entry),
        "key": request.POST.get("key", "")[:MOST_KEY] or str(uuid.uuid4()),
        "refused": [rendered(part) for part in (refused.what, refused.remedy) if part] if refused else [],
        "faulty": bool(faults),
        "typed": len(filled(rows)),
        "longest": MOST_CHARACTERS,
        "crumbs": [crumbs_of(entry)[0], (str(entry.round), "")],
    }
    status = UNPROCESSABLE if faults or refused else 200
    return render(request, "exercises/entry/sheet.html", context, status=status)


def _versions(actor: Actor, entry: Entry) -> list[tuple[Submission, Badge]]:
    return [(one, arrival(entry.round, one)) for one in submissions(actor, entry).defer("rows")]


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
