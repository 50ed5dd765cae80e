"""Receipts: what was submitted, when, and its digest; nominating a version; the provisional verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises.entry.views.sheets import crumbs_of
from comity.domains.exercises.entry.wording import arrival, in_zone
from comity.domains.exercises.models import Submission
from comity.domains.exercises.queries.across_nodes import crossing_of
from comity.domains.exercises.queries.submissions import (
    Entry,
    find_receipt,
    get_submission,
    nominated,
    receipt_file,
    whole_plan,
)
from comity.domains.exercises.services.nominating import nominate_submission, provisional_verdict
from comity.domains.exercises.submission.receipt import digest_of, typed_digest
from comity.domains.exercises.submission.rows import filled, unreported
from comity.domains.exercises.submission.spreadsheet import LARGEST_FILE
from comity.domains.exercises.submission.verdict import Verdict, known_beforehand
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge, Text, Tone
from comity.kernel.web.pages import Confirmation, confirm, for_actor, render_form

CLASSES: dict[str, tuple[Tone, Text]] = {
    "satisfactory": ("good", pgettext_lazy("performance", "satisfactory")),
    "questionable": ("attention", pgettext_lazy("performance", "questionable")),
    "unsatisfactory": ("bad", pgettext_lazy("performance", "unsatisfactory")),
    "not_scored": ("neutral", pgettext_lazy("performance", "not scored")),
}


class VerifyForm(forms.Form):
    """A receipt's file, or the digest on it."""

    digest = forms.CharField(
        label=pgettext_lazy("submission", "Digest"),
        help_text=pgettext_lazy("submission", "The 64 letters and digits on the receipt."),
        required=False,
        max_length=200,
    )
    file = forms.FileField(label=pgettext_lazy("submission", "Or the file of the receipt"), required=False)


@require_safe
@for_actor
def receipt(request: HttpRequest, actor: Actor, submission_id: UUID) -> HttpResponse:
    """What was taken in, and what it means."""
    entry, found = get_submission(actor, submission_id)
    open_now, plan = entry.takes_results, whole_plan(entry.round)
    context = {
        "entry": entry,
        "submission": found,
        "rows": [row for _, row in filled(found.rows)],
        "left_out": unreported(found.rows, entry.asked),
        "arrival": arrival(entry.round, found),
        "at": in_zone(found.submitted_at, entry.round.time_zone),
        "counted": nominated(entry),
        "crossing": crossing_of(found.pk),
        "may_nominate": open_now
        and not found.nominated
        and actor.may("nominate submission", entry.enrolment.laboratory),
        "verdict_known": found.nominated
        and bool(known_beforehand(plan))
        and actor.may("provisional verdict", entry.enrolment.laboratory),
        "crumbs": [*crumbs_of(entry), (_title(found), "")],
    }
    return render(request, "exercises/entry/receipt.html", context)


@require_safe
@for_actor
def download(request: HttpRequest, actor: Actor, submission_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's order
    """The receipt's file, whose SHA-256 is the digest."""
    entry, found = get_submission(actor, submission_id)
    response = HttpResponse(receipt_file(entry, found), content_type="application/json")
    name = f"receipt-{entry.code.code}-{found.version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def nominate(request: HttpRequest, actor: Actor, submission_id: UUID) -> HttpResponse:
    """Ask, then let this version count."""
    entry, found = get_submission(actor, submission_id)
    actor.require("nominate submission", entry.enrolment.laboratory)
    if page := confirm(request, _nomination(entry, found), crumbs=[*crumbs_of(entry), (_title(found), "")]):
        return page
    nominate_submission(actor, submission_id)
    words = pgettext("submission", "Version %(version)s counts for your laboratory now.")
    messages.success(request, words % {"version": found.version})
    return redirect("entry:receipt", submission_id=submission_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def verdict(request: HttpRequest, actor: Actor, submission_id: UUID) -> HttpResponse:
    """Ask, because nothing can be exchanged afterwards; then show how the nominated submission stands."""
    entry, found = get_submission(actor, submission_id)
    actor.require("provisional verdict", entry.enrolment.laboratory)
    crumbs = [*crumbs_of(entry), (_title(found), reverse("entry:receipt", args=[found.pk]))]
    last = (pgettext("submission", "Provisional verdict"), "")
    if found.verdict_at is None and (page := confirm(request, _finality(found), crumbs=[*crumbs, last])):
        return page
    scored = [(one, _badge(one)) for one in provisional_verdict(actor, submission_id)]
    context = {"entry": entry, "submission": found, "scored": scored, "crumbs": [*crumbs, last]}
    return render(request, "exercises/entry/verdict.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def verify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether a receipt's file or digest is one of ours; to others' receipts the answer is the same as to none."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "crumbs": [(pgettext("submission", "My results"), reverse("entry:list")), (_verify_title(), "")]
    }
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        digest = typed_digest(form.cleaned_data["digest"])
        digest = digest_of(sent.read(LARGEST_FILE)) if sent else digest
        try:
            entry, found = find_receipt(actor, digest)
            context |= {"found": found, "entry": entry, "at": in_zone(found.submitted_at, entry.round.time_zone)}
        except NotFoundError:
            context["missing"] = digest or form.cleaned_data["digest"]
    return render_form(request, form, "exercises/entry/verify.html", **context)


def _title(submission: Submission) -> str:
    return pgettext("submission", "Receipt, version %(version)s") % {"version": submission.version}


def _verify_title() -> str:
    return pgettext("submission", "Verify a receipt")


def _nomination(entry: Entry, found: Submission) -> Confirmation:
    counted = nominated(entry)
    lines = [pgettext("submission", "Every version stays on record; only the nominated one is evaluated.")]
    if counted is not None and counted.pk != found.pk:
        lines.append(pgettext("submission", "Version %(version)s counts no more.") % {"version": counted.version})
    if found.late:
        lines.append(pgettext("submission", "This version came late: it is scored, but stays out of the consensus."))
    return Confirmation(
        question=pgettext("submission", "Let version %(version)s count?") % {"version": found.version},
        action=pgettext("submission", "Nominate this version"),
        back=reverse("entry:receipt", args=[found.pk]),
        consequences=lines,
    )


def _finality(found: Submission) -> Confirmation:
    return Confirmation(
        question=pgettext("submission", "Show the provisional verdict?"),
        action=pgettext("submission", "Show the verdict"),
        back=reverse("entry:receipt", args=[found.pk]),
        consequences=[
            pgettext("submission", "Version %(version)s then stays the one that counts for your laboratory.")
            % {"version": found.version},
            pgettext("submission", "Whatever is submitted afterwards is kept, but not evaluated."),
            pgettext("submission", "The verdict is provisional; the report after the close holds."),
        ],
        final=True,
    )


def _badge(one: Verdict) -> Badge:
    tone, word = CLASSES.get(one.performance, CLASSES["not_scored"])
    return Badge(word, tone)
