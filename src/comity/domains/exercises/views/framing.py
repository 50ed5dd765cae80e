"""What pages of one round have in common: where they stand, tabs, and saving with the faults shown."""

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
from comity.domains.exercises.conduct.life import SHOWING_RESULTS
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.models import Enrolment, Round
from comity.domains.exercises.words import enrolment_badge, in_words, in_zone, round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import Crumbs, add_error

FORM_METHODS = ["GET", "HEAD", "POST"]
EXERCISES = pgettext_lazy("exercises", "Exercises")
# Address, words, and the verb that the policy must allow.
TABS: list[tuple[str, Text, str]] = [
    ("round", pgettext_lazy("tab of a round", "Overview"), "see organised rounds"),
    ("plan", pgettext_lazy("tab of a round", "Plan"), "see organised rounds"),
    ("items", pgettext_lazy("tab of a round", "Items"), "see organised rounds"),
    ("enrolments", pgettext_lazy("tab of a round", "Laboratories"), "see enrolments"),
    ("parcels", pgettext_lazy("tab of a round", "Parcels"), "see enrolments"),
    ("participants", pgettext_lazy("tab of a round", "Codes"), "see results by code"),
]
AFTER_THE_CLOSE: list[tuple[str, Text, str]] = [
    ("outcome:gates", pgettext_lazy("tab of a round", "Gates"), "see results by code"),
    ("outcome:evaluation", pgettext_lazy("tab of a round", "Evaluation"), "see results by code"),
    ("outcome:cases", pgettext_lazy("tab of a round", "Complaints and appeals"), "see cases of round"),
]


def round_crumbs(round_: Round, *further: tuple[Text, str]) -> Crumbs:
    """Where a page about a round stands; the last has no address."""
    trail: list[tuple[Text, str]] = [
        (EXERCISES, reverse("exercises:home")),
        (round_.scheme.title, reverse("exercises:scheme", args=[round_.scheme_id])),
        (round_.code, reverse("exercises:round", args=[round_.pk])),
        *further,
    ]
    return [*trail[:-1], (trail[-1][0], "")]


def round_context(actor: Actor, round_: Round, here: str, *further: tuple[Text, str]) -> dict[str, Any]:
    """What the head of a page about a round shows: `here` is the tab."""
    allowed = tabs_for(actor, round_)
    own = [(words, "") for name, words in allowed if name == here != "round"]
    return {
        "round": round_,
        "state": round_badge(round_.state),
        "deadline": in_zone(round_.deadline, round_.time_zone),
        "tabs": [(words, address_of(name, round_), name == here) for name, words in allowed],
        "crumbs": round_crumbs(round_, *(own if not further else []), *further),
    }


def tabs_for(actor: Actor, round_: Round) -> list[tuple[str, Text]]:
    """The parts of a round that the actor reads; before the close nobody reads both names and codes."""
    organiser = round_.scheme.organiser
    closed = round_.state in SHOWING_RESULTS
    allowed = [(name, words) for name, words, verb in TABS if actor.may(verb, organiser)]
    if closed:
        return allowed + [(name, words) for name, words, verb in AFTER_THE_CLOSE if actor.may(verb, organiser)]
    names_are_seen = actor.may("see enrolments", organiser)
    return [(name, words) for name, words in allowed if name != "participants" or not names_are_seen]


def address_of(name: str, round_: Round) -> str:
    """The page of that name for a round."""
    return reverse(name if ":" in name else f"exercises:{name}", args=[round_.pk])


def enrolment_address(actor: Actor, enrolment: Enrolment) -> str:
    """The page of an enrolment: the organiser's, or the laboratory's own."""
    coordinates = actor.may("see enrolments", enrolment.round.scheme.organiser)
    return reverse("exercises:enrolment" if coordinates else "exercises:part", args=[enrolment.pk])


def enrolment_crumbs(actor: Actor, enrolment: Enrolment, *further: tuple[Text, str]) -> Crumbs:
    """Where a page about an enrolment stands, on either side."""
    here = (enrolment.laboratory.name, enrolment_address(actor, enrolment))
    round_ = enrolment.round
    if actor.may("see enrolments", round_.scheme.organiser):
        laboratories = (TABS[3][1], reverse("exercises:enrolments", args=[round_.pk]))
        return round_crumbs(round_, laboratories, here, *further)
    name = f"{round_.scheme.title} {round_.code}"
    trail: list[tuple[Text, str]] = [(EXERCISES, reverse("exercises:home")), (name, here[1]), *further]
    return [*trail[:-1], (trail[-1][0], "")]


def enrolment_context(actor: Actor, enrolment: Enrolment, heading: Text) -> dict[str, Any]:
    """What a page with a form about an enrolment needs."""
    return {
        "heading": heading,
        "lead": f"{enrolment.laboratory.name} · {enrolment.round.scheme.title} {enrolment.round.code}",
        "back": enrolment_address(actor, enrolment),
        "crumbs": enrolment_crumbs(actor, enrolment, (heading, "")),
        "state": enrolment_badge(enrolment.state),
    }


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
    except FaultsError as error:
        for fault in error.faults:
            form.add_error(None, f"{fault.place.key}: {in_words(fault)}")
        return None
    except ComityError as error:
        add_error(form, error)
        return None
    messages.success(request, words)
    return redirect(address)
