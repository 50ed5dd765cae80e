"""Taking part: invitation, request, their answers, withdrawal, and what a laboratory may lawfully receive."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct import enrolling, life
from comity.domains.exercises.guests.asking import send_enrolment
from comity.domains.exercises.guests.inviting import make_known
from comity.domains.exercises.guests.parties import node_of
from comity.domains.exercises.guests.refusing import guest_of, refuse_guest
from comity.domains.exercises.guests.telling import tell_answer
from comity.domains.exercises.mailing import queue_mails
from comity.domains.exercises.models import Enrolment, Round, Submission
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.queries.taking_part import announced_rounds, own_laboratories
from comity.domains.exercises.services.codes import issue_code
from comity.domains.exercises.services.holding import (
    check_version,
    held_enrolment,
    held_round,
    keep_places,
    keep_round,
    write_down_for,
)
from comity.domains.exercises.services.tying import refuse_elsewhere
from comity.domains.exercises.states import EnrolmentState, ParcelState
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import get_party
from comity.kernel.parties.rules import Kind

TAKES_PART = frozenset({Kind.LABORATORY, Kind.ORGANISATION, Kind.GROUP})
MOST_AT_ONCE = 1000
LONGEST_NOTE = 1000


@transaction.atomic
def invite_laboratories(actor: Actor, round_id: UUID, laboratory_ids: Iterable[UUID]) -> list[Enrolment]:
    """Invite laboratories; who is invited, has asked or is enrolled already stays as they are.

    The answer holds the new invitations. More may be invited than there are places: who accepts first comes in.
    """
    wanted = list(dict.fromkeys(laboratory_ids))
    if len(wanted) > MOST_AT_ONCE:
        what = message("enrolment", "At most {count} laboratories can be invited at once.", count=MOST_AT_ONCE)
        raise InputError("too-many-laboratories", what, where="laboratories")
    keep_places(round_id)
    round_ = held_round(actor, round_id, "invite laboratories")
    life.check_state(round_.state, *enrolling.ENROLLING)
    there = {found.laboratory_id: found for found in Enrolment.objects.filter(round=round_, laboratory_id__in=wanted)}
    parties = [_participant(get_party(actor, party_id)) for party_id in wanted]
    made = [_invite(actor, round_, party, there.get(party.pk)) for party in parties]
    invited = [enrolment for enrolment in made if enrolment is not None]
    queue_mails("invited", invited)
    make_known(actor, round_, invited)
    for enrolment in invited:
        tell_answer(actor, enrolment)
    return invited


@transaction.atomic
def answer_invitation(
    actor: Actor,
    enrolment_id: UUID,
    *,
    accept: bool,
    menu: Iterable[str] | None = None,
    reason: str = "",
) -> Enrolment:
    """The laboratory accepts or declines; to accept needs a place, and gives the laboratory its code."""
    enrolment = _asked(actor, enrolment_id, "answer invitation", EnrolmentState.INVITED)
    refuse_elsewhere(enrolment.laboratory_id)
    if menu is not None:
        enrolment.menu = enrolling.clean_menu(menu, plan_of(enrolment.round))
    if guest_of(enrolment.round_id) is not None:
        return _ask_organiser(actor, enrolment, accept=accept, reason=reason)
    return _answer(
        actor, "answer invitation", enrolment, accept=accept, otherwise=EnrolmentState.DECLINED, reason=reason
    )


@transaction.atomic
def request_enrolment(
    actor: Actor, round_id: UUID, laboratory_id: UUID, *, menu: Iterable[str] | None = None, note: str = ""
) -> Enrolment:
    """Ask to take part in a round that is announced. A round that is not is not there for the asker."""
    laboratory = get_party(actor, laboratory_id)
    if laboratory.pk not in own_laboratories(actor) and actor.via != "system":
        raise NotFoundError
    actor.require("request enrolment", laboratory)
    refuse_elsewhere(laboratory.pk)
    keep_places(round_id)
    round_, there = _announced(actor, round_id, laboratory)
    enrolling.check_place(round_.capacity, _enrolled(round_))
    _participant(laboratory)
    if there is None:
        there = Enrolment(round=round_, laboratory=laboratory, created_at=now())
    else:
        enrolling.check_step(there.state, EnrolmentState.REQUESTED)
    there.menu = None if menu is None else enrolling.clean_menu(menu, plan_of(round_))
    there.note = _note(note, "note")
    moved = _move(actor, "request enrolment", there, EnrolmentState.REQUESTED)
    send_enrolment(actor, moved, "requested")
    return moved


@transaction.atomic
def decide_request(actor: Actor, enrolment_id: UUID, *, accept: bool, reason: str = "") -> Enrolment:
    """The organiser takes a laboratory in, or refuses it with a reason."""
    enrolment = _asked(actor, enrolment_id, "decide request", EnrolmentState.REQUESTED)
    refuse_guest(enrolment.round_id)
    if not accept:
        reason = life.clean_reason(reason)
    done = _answer(actor, "decide request", enrolment, accept=accept, otherwise=EnrolmentState.REFUSED, reason=reason)
    tell_answer(actor, done)
    return done


@transaction.atomic
def withdraw_enrolment(actor: Actor, enrolment_id: UUID, *, reason: str) -> Enrolment:
    """A laboratory leaves, by itself or by the organiser. Its code stays its own; results that are in stand."""
    enrolment = held_enrolment(actor, enrolment_id, "withdraw enrolment")
    keep_round(enrolment.round_id)  # whoever is submitting at this moment comes before or after, not between
    life.check_state(enrolment.round.state, *enrolling.ENROLLING)
    enrolling.check_step(enrolment.state, EnrolmentState.WITHDRAWN)
    results = Submission.objects.filter(code__round=enrolment.round_id, code__laboratory=enrolment.laboratory_id)
    if results.exists():
        raise ConflictError(
            "results-are-in",
            message("enrolment", "Results of this laboratory are in; they stand."),
            remedy=message(
                "enrolment", "The laboratory can submit a further version that says why nothing is reported."
            ),
        )
    enrolment.reason = life.clean_reason(reason)
    moved = _move(actor, "withdraw enrolment", enrolment, EnrolmentState.WITHDRAWN)
    send_enrolment(actor, moved, "withdrawn")
    tell_answer(actor, moved)
    return moved


@transaction.atomic
def set_menu(
    actor: Actor, enrolment_id: UUID, substances: Iterable[str] | None, *, version: int | None = None
) -> Enrolment:
    """Say which substances the laboratory may lawfully receive; None: no bounds are known."""
    enrolment = held_enrolment(actor, enrolment_id, "set menu")
    check_version(enrolment.version, version)
    life.check_state(enrolment.round.state, *enrolling.ENROLLING)
    _refuse_menu_of_another_node(enrolment)
    if enrolment.parcels.exclude(state=ParcelState.PREPARED).exists():
        raise ConflictError("sent-already", message("enrolment", "A parcel has been sent to this laboratory already."))
    enrolment.menu = None if substances is None else enrolling.clean_menu(substances, plan_of(enrolment.round))
    enrolment.changed_at = now()
    enrolment.version += 1
    enrolment.save(update_fields=["menu", "changed_at", "version"])
    write_down_for(actor, "set menu", enrolment, {"substances": enrolment.menu})
    send_enrolment(actor, enrolment)
    return enrolment


def _ask_organiser(actor: Actor, enrolment: Enrolment, *, accept: bool, reason: str) -> Enrolment:
    """A round of another node has its places counted there; here an acceptance is a request until then."""
    then = EnrolmentState.REQUESTED if accept else EnrolmentState.DECLINED
    enrolment.reason = "" if accept else _note(reason, "reason")
    moved = _move(actor, "answer invitation", enrolment, then)
    send_enrolment(actor, moved, "accepted" if accept else "declined")
    return moved


def _refuse_menu_of_another_node(enrolment: Enrolment) -> None:
    """Two nodes that both change one list would never agree."""
    peer = node_of(enrolment.laboratory_id)
    if peer is not None:
        what = message(
            "enrolment", "This laboratory says at its own node, {node}, what it may receive.", node=peer.name
        )
        raise ConflictError("decided-elsewhere", what, remedy=message("enrolment", "Ask the laboratory to change it."))


def _invite(actor: Actor, round_: Round, party: Party, there: Enrolment | None) -> Enrolment | None:
    if there is not None and there.state in enrolling.CONCERNED:
        return None
    if there is None:
        there = Enrolment(round=round_, laboratory=party, created_at=now())
    there.reason = ""
    return _move(actor, "invite laboratories", there, EnrolmentState.INVITED)


def _asked(actor: Actor, enrolment_id: UUID, verb: str, state: EnrolmentState) -> Enrolment:
    enrolment = held_enrolment(actor, enrolment_id, verb)
    life.check_state(enrolment.round.state, *enrolling.ENROLLING)
    if enrolment.state != state:
        what = message("enrolment", "The enrolment is {state}; there is nothing to answer.", state=enrolment.state)
        raise ConflictError("nothing-to-answer", what)
    return enrolment


def _answer(
    actor: Actor, verb: str, enrolment: Enrolment, *, accept: bool, otherwise: EnrolmentState, reason: str
) -> Enrolment:
    if not accept:
        enrolment.reason = _note(reason, "reason")
        return _move(actor, verb, enrolment, otherwise)
    enrolling.check_place(enrolment.round.capacity, _enrolled(enrolment.round))
    enrolment.enrolled_at = now()
    enrolment = _move(actor, verb, enrolment, EnrolmentState.ENROLLED)
    issue_code(enrolment)
    return enrolment


def _move(actor: Actor, verb: str, enrolment: Enrolment, then: EnrolmentState) -> Enrolment:
    before = enrolment.state  # nothing yet when it is new
    enrolment.state, enrolment.changed_at = then, now()
    enrolment.version = enrolment.version + 1 if before else 1
    enrolment.save()
    write_down_for(actor, verb, enrolment, {"round": str(enrolment.round_id), "from": before, "to": then.value})
    return enrolment


def _announced(actor: Actor, round_id: UUID, laboratory: Party) -> tuple[Round, Enrolment | None]:
    """An announced round; one that the laboratory was in before still shows itself to it."""
    there = (
        Enrolment.objects.select_related("round__scheme__organiser")
        .filter(round=round_id, laboratory=laboratory)
        .first()
    )
    if there is not None and there.round.open_to_requests:
        life.check_state(there.round.state, *enrolling.ENROLLING)
        return there.round, there
    found = announced_rounds(actor) if actor.via != "system" else Round.objects.filter(open_to_requests=True)
    round_ = found.filter(pk=round_id).defer(None).first() if there is None else None
    if round_ is None:
        raise NotFoundError
    return round_, None


def _enrolled(round_: Round) -> int:
    return Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED).count()


def _participant(party: Party) -> Party:
    if party.kind not in TAKES_PART or party.ended_on is not None:
        what = message("enrolment", "“{name}” cannot take part in a round.", name=party.name)
        raise InputError("cannot-take-part", what, where="laboratories")
    return party


def _note(text: str, where: str) -> str:
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE:
        what = message("enrolment", "The text is longer than {count} characters.", count=LONGEST_NOTE)
        raise InputError("text-too-long", what, where=where)
    return note
