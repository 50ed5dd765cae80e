"""What this room contributes to pages that span rooms: navigation, what waits, search."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import npgettext, pgettext, pgettext_lazy

from comity.base.clock import now
from comity.domains.exercises import queries
from comity.domains.exercises.conduct.steps import Step, next_step
from comity.domains.exercises.queries.overview import narrowed_rounds, organised_table, progress_of, unfinished_rounds
from comity.domains.exercises.queries.standing import own_parcels_under_way
from comity.domains.exercises.states import EnrolmentState
from comity.domains.exercises.views.rounds import step_address
from comity.domains.exercises.words import STEP_WORDS, round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import Found, NavigationEntry, SearchHit, WaitingItem

EXERCISES = pgettext_lazy("navigation", "Exercises")
MOST_WAITING = 20  # of one kind; more are behind the list of rounds


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """For whoever organises rounds or takes part in them."""
    verbs = ("see organised rounds", "see own enrolment", "see released summary")
    if any(actor.may_in_own_party(verb) for verb in verbs):
        yield NavigationEntry(EXERCISES, reverse("exercises:home"))
    elif actor.may("tie laboratory"):
        yield NavigationEntry(EXERCISES, reverse("exercises:elsewhere"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """What somebody has to do in a round; results that are due are said by `entry`."""
    if actor.may_in_own_party("see organised rounds"):
        yield from _organising(actor)
    if actor.may_in_own_party("see own enrolment"):
        yield from _invitations(actor)
        yield from _deliveries(actor)


def found(actor: Actor, words: str, limit: int) -> Found:
    """Rounds by scheme, code and title."""
    organised = narrowed_rounds(organised_table(actor), text=words)[:limit]
    own = narrowed_rounds(queries.laboratory_rounds(actor), text=words, way="round__")[:limit]
    kind = pgettext("exercises", "round")
    hits = [
        SearchHit(f"{one.scheme.title} {one.code}", reverse("exercises:round", args=[one.pk]), kind, one.title)
        for one in organised
    ]
    hits += [
        SearchHit(
            f"{one.round.scheme.title} {one.round.code}",
            reverse("exercises:part", args=[one.pk]),
            kind,
            one.laboratory.name,
        )
        for one in own
    ]
    return Found(EXERCISES, tuple(hits[:limit]), reverse("exercises:home"))


def _organising(actor: Actor) -> Iterator[WaitingItem]:
    at = now()
    rounds = list(unfinished_rounds(actor)[:MOST_WAITING])
    for key, progress in progress_of(actor, rounds).items():
        round_ = next(one for one in rounds if one.pk == key)
        step = next_step(progress, at)
        address = step_address(actor, round_, step) if step else ""
        if step and address:
            due = round_.deadline if step in {Step.WRITE_PLAN, Step.FREEZE_PLAN, Step.OPEN} else None
            yield WaitingItem(
                STEP_WORDS[step], address, f"{round_.scheme.title} {round_.code}", due, round_badge(round_.state)
            )
        if (
            progress.requested
            and step is not Step.ANSWER_REQUESTS
            and actor.may("decide request", round_.scheme.organiser)
        ):
            words = npgettext("waiting", "Answer %(count)d request", "Answer %(count)d requests", progress.requested)
            address = f"{reverse('exercises:enrolments', args=[key])}?state=requested"
            yield WaitingItem(words % {"count": progress.requested}, address, f"{round_.scheme.title} {round_.code}")


def _invitations(actor: Actor) -> Iterator[WaitingItem]:
    if not actor.may_in_own_party("answer invitation"):
        return
    for one in queries.laboratory_rounds(actor, states=[EnrolmentState.INVITED])[:MOST_WAITING]:
        title = pgettext("waiting", "Answer the invitation to %(round)s")
        yield WaitingItem(
            title % {"round": f"{one.round.scheme.title} {one.round.code}"},
            reverse("exercises:answer", args=[one.pk]),
            one.laboratory.name,
            one.round.deadline,
        )


def _deliveries(actor: Actor) -> Iterator[WaitingItem]:
    if not actor.may_in_own_party("confirm delivery"):
        return
    for parcel in own_parcels_under_way(actor)[:MOST_WAITING]:
        title = pgettext("waiting", "Confirm that parcel %(reference)s has arrived")
        yield WaitingItem(
            title % {"reference": parcel.reference},
            reverse("exercises:parcel", args=[parcel.pk]),
            f"{parcel.enrolment.round.scheme.title} {parcel.enrolment.round.code}",
        )
