"""Before anything goes further: the label is chosen, whoever will receive it is shown, only then it is done.

One page for all that carries a label. The button that does it is tied to the audience that was shown: whoever changes
the label, or what it is for, is shown the new audience first. No script is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from comity.base.errors import ComityError
from comity.domains.substances.services.publishing import REPORT
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.queries import who_will_receive
from comity.kernel.handling.audience import audience
from comity.kernel.handling.combine import combine
from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.label import Label
from comity.kernel.handling.storing import digest_of
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import UNPROCESSABLE, Crumbs, add_error


@dataclass(frozen=True)
class Sending:
    """What the page says: its heading, what it is about, the button, where one came from, what is said afterwards."""

    heading: Text
    lead: Text
    action: Text
    done: Text
    back: str
    crumbs: Crumbs
    record_type: str = REPORT
    stays: bool = False
    """It never left this node: labels here, no node beside it."""
    within: Label | None = None
    """Of a field: the label of its record, which holds beside its own."""


def send(
    request: HttpRequest,
    actor: Actor,
    page: Sending,
    label: LabelForm,
    write: Callable[[Label], object],
    *,
    more: forms.Form | None = None,
) -> HttpResponse:
    """The page, or the deed once this very audience was shown. `more` holds what else is to be typed."""
    shown: dict[str, Any] = {}
    typed = request.method == "POST" and label.is_valid()
    if typed and (more is None or more.is_valid()):
        chosen = label.to_label()
        seal, both = _seal(chosen, more), combine(chosen, page.within) if page.within else chosen
        try:
            if request.POST.get("how") == "release" and request.POST.get("shown") == seal:
                write(chosen)
                messages.success(request, str(page.done))
                return redirect(page.back)
            shown = {"audience": audience(actor, both), "nodes": _nodes(actor, page, both), "shown": seal}
        except ComityError as error:
            _say(label, more, error)
    faulty = bool(label.errors or (more is not None and more.errors))
    context = {"form": label, "more": more, "page": page, "heading": page.heading, "crumbs": page.crumbs, **shown}
    return render(request, "substances/release.html", context, status=UNPROCESSABLE if faulty else 200)


def _nodes(actor: Actor, page: Sending, label: Label) -> list[str]:
    return [] if page.stays else [peer.name for peer in who_will_receive(actor, page.record_type, label)]


def _seal(label: Label, more: forms.Form | None) -> str:
    """Of the label, and of what it is for; the reason may still be written anew."""
    about = "" if more is None else more.cleaned_data.get("field", "")
    return f"{digest_of(label)}{about}"


def _say(label: LabelForm, more: forms.Form | None, error: ComityError) -> None:
    add_error(more if more is not None and error.where in more.fields else label, error)
