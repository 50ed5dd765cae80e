"""What pages after the deadline have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.base.errors import ComityError, NotFoundError
from comity.domains.exercises.conduct import life
from comity.domains.exercises.models import Round
from comity.domains.exercises.views.framing import round_crumbs
from comity.domains.exercises.words import in_words, round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import Crumbs, add_error

FORM_METHODS = ["GET", "HEAD", "POST"]
OVERVIEW = pgettext_lazy("tab of a round", "Overview")
OUTCOME_TABS: tuple[tuple[str, Text, str], ...] = (
    ("gates", pgettext_lazy("tab of a round", "Gates"), "decide gate"),
    ("evaluation", pgettext_lazy("tab of a round", "Evaluation"), "request evaluation"),
    ("cases", pgettext_lazy("tab of a round", "Cases"), "see cases of round"),
    ("regions", pgettext_lazy("tab of a round", "Regions"), "see organised rounds"),
    ("standard", pgettext_lazy("tab of a round", "ISO/IEC 17043"), "see organised rounds"),
)


def organiser_context(actor: Actor, round_: Round, here: str, *further: tuple[Text, str]) -> dict[str, Any]:
    """What the head of an organiser's page about a round shows."""
    allowed = [
        (name, words)
        for name, words, verb in OUTCOME_TABS
        if actor.may(verb, round_.scheme.organiser) and (name != "regions" or round_.state in life.PUBLISHED)
    ]
    own = [(words, _address(name, round_)) for name, words in allowed if name == here]
    return {
        "round": round_,
        "state": round_badge(round_.state),
        "tabs": [
            (OVERVIEW, reverse("exercises:round", args=[round_.pk]), False),
            *((words, _address(name, round_), name == here) for name, words in allowed),
        ],
        "crumbs": round_crumbs(round_, *own, *further),
    }


def laboratory_crumbs(*further: tuple[Text, str]) -> Crumbs:
    """Where a laboratory's page stands; the last has no address."""
    return [*further[:-1], (further[-1][0], "")]


def attempted(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    """Do it and say so, or say what was refused: for a button without fields."""
    try:
        act()
    except NotFoundError:
        raise
    except ComityError as error:
        messages.error(request, in_words(error))
        return False
    messages.success(request, words)
    return True


def done(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], words: str, address: str
) -> HttpResponse | None:
    """Do what the form asks and go on, or leave the refusal in the form; nothing when it is not sent or not valid."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except NotFoundError:
        raise
    except ComityError as error:
        add_error(form, error)
        return None
    messages.success(request, words)
    return redirect(address)


def _address(name: str, round_: Round) -> str:
    return reverse(f"outcome:{name}", args=[round_.pk])
