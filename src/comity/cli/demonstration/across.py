"""What happens at each of the two nodes of the demonstration, in a process of its own; `pair` says when.

The two exchange a round as nodes do, page by page with signatures and seals; only the line between them is not a
network but this program's, so that nothing has to listen while the site is made.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from comity.base.clock import now
from comity.cli.demonstration import unknown
from comity.kernel.accounts.actor import Actor
from comity.kernel.start import start_node
from comity.protocol.keys import VerifierKey

NODE: Final = Actor.system("the demonstration of two nodes")
ORGANISER, AGENCY = "Secretariat of the Invented Network", "Forensic Agency of Elsewhere (invented)"
LABORATORY = "Laboratory of Elsewhere (invented)"
NEIGHBOURS: Final = ("Laboratory One (invented)", "Laboratory Two (invented)", "Laboratory Three (invented)")
FINISHED, OPEN = "2026/A", "2026/B"
WHY = "All laboratories have reported; the demonstration goes on."


def do_begin(*, organiser: bool, **_given: Any) -> dict[str, str]:
    """Organisation, keys, card."""
    from comity.kernel.exchange.services import issue_card
    from comity.kernel.parties.queries import operator
    from comity.kernel.parties.services import found_node

    if operator() is None:
        found_node(NODE, name=ORGANISER if organiser else AGENCY, country="NL" if organiser else "GH")
    return {"card": issue_card(NODE).envelope}


def do_meet(*, card: str) -> dict[str, str]:
    """Take the other's card; here the fingerprints are compared by this program, in life by people."""
    from comity.domains.exercises.guests.publishing import TYPES
    from comity.kernel.exchange.cards import read_card
    from comity.kernel.exchange.models import Peer
    from comity.kernel.exchange.services import add_peer, confirm_peer, set_agreement, take_card

    origin = read_card(card)[0].origin
    known = Peer.objects.filter(origin=origin).first()
    if known is not None:
        take_card(NODE, known.pk, card, how="file")
        return {}
    peer = add_peer(NODE, card)
    confirm_peer(NODE, peer.pk, peer.fingerprint)
    for name in ("bulletin", *TYPES):
        set_agreement(NODE, peer.pk, name, may_send=True, may_receive=True)
    return {}


def do_announce() -> dict[str, str]:
    """A scheme with two rounds, planned, frozen, announced, open."""
    from comity.domains.exercises import services
    from comity.kernel.exchange.models import Peer
    from comity.kernel.parties.queries import operator
    from comity.kernel.parties.services import register_party

    own = operator()
    if own is None:
        raise LookupError("the node was founded before")
    title, text = (
        "Powders across nodes (invented)",
        "One organiser, laboratories at other nodes. Everything is invented.",
    )
    scheme = services.create_scheme(NODE, own.pk, title=title, description=text, discipline="drugs")
    neighbours = [register_party(NODE, kind="laboratory", name=name, country="NL").pk for name in NEIGHBOURS]
    for code in (FINISHED, OPEN):
        settings = services.RoundSettings(title="A powder", deadline=now() + timedelta(days=21), open_to_requests=True)
        made = services.create_round(NODE, scheme.pk, code=code, settings=settings)
        services.save_plan(NODE, made.pk, _plan(), version=made.version)
        services.freeze_plan(NODE, made.pk)
        services.announce_round(NODE, made.pk, Peer.objects.values_list("pk", flat=True))
        services.open_round(NODE, made.pk)
        for one in services.invite_laboratories(NODE, made.pk, neighbours):
            services.answer_invitation(NODE, one.pk, accept=True)
    return {}


def do_enrol(*, password: str) -> dict[str, str]:
    """The laboratory elsewhere, its people, and their requests."""
    from comity.domains.exercises import services
    from comity.domains.exercises.models import Round
    from comity.kernel.parties.queries import operator
    from comity.kernel.parties.services import register_party

    own = operator()
    if own is None:
        raise LookupError("the node was founded before")
    laboratory = register_party(NODE, kind="laboratory", name=LABORATORY, country="GH", part_of=own.pk)
    _people({"administrator": own.pk, "laboratory_manager": laboratory.pk, "analyst": laboratory.pk}, password)
    for key in Round.objects.order_by("code").values_list("pk", flat=True):
        services.request_enrolment(NODE, key, laboratory.pk, note="We take part from our own node.")
    return {}


def do_accept() -> dict[str, str]:
    """Take in whoever has asked; the neighbours report."""
    from comity.domains.exercises import services
    from comity.domains.exercises.models import Enrolment
    from comity.domains.exercises.services.submitting import submit_results

    asked = Enrolment.objects.filter(state="requested", laboratory__elsewhere__isnull=False)
    for key in list(asked.values_list("pk", flat=True)):
        services.decide_request(NODE, key, accept=True)
    near = Enrolment.objects.filter(round__code=FINISHED, laboratory__name__in=NEIGHBOURS, state="enrolled")
    for number, key in enumerate(near.values_list("pk", flat=True)):
        submit_results(NODE, key, _rows(44.1 + number), source="api")
    return {}


def do_report() -> dict[str, str]:
    """The laboratory elsewhere hands its results in at its own node."""
    from comity.domains.exercises.models import Enrolment
    from comity.domains.exercises.services.submitting import submit_results

    enrolment = Enrolment.objects.get(round__code=FINISHED, laboratory__name=LABORATORY)
    return {"digest": submit_results(NODE, enrolment.pk, _rows(46.3), source="api").receipt_digest}


def do_release() -> dict[str, Any]:
    """Close, evaluate, release."""
    from comity.domains.exercises import services
    from comity.domains.exercises.models import Round
    from comity.domains.exercises.queries.across_nodes import plan_entry
    from comity.domains.exercises.services.evaluations import request_evaluation, run_evaluation
    from comity.domains.exercises.services.gates import decide_gate, request_screening, run_screening

    key = Round.objects.get(code=FINISHED, scheme__title__startswith="Powders across").pk
    services.close_round(NODE, key, reason=WHY)
    wanted = request_screening(NODE, key)
    run_screening(NODE, wanted.pk)
    wanted.refresh_from_db()
    numbers = [one["number"] for one in wanted.findings]
    if numbers:
        decide_gate(NODE, key, screening_id=wanted.pk, findings=numbers, action="keep", reason=WHY)
    run_evaluation(NODE, request_evaluation(NODE, key).pk)
    services.release_round(NODE, key)
    return {"entry": plan_entry(NODE, key), "round": str(key)}


def do_ask_witness(*, origin: str) -> dict[str, str]:
    """The request to sign this log's newest head, as the other node would get it."""
    from comity.kernel.ledger.witnessing import collect_cosignature

    asked: list[bytes] = []

    def send(body: bytes) -> tuple[int, bytes]:
        asked.append(body)
        return 503, b""

    collect_cosignature(_witness(origin), send)
    return {"body": asked[0].decode()}


def do_witness(*, body: str) -> dict[str, Any]:
    """Sign the other's head, if it continues what this node has seen of it."""
    from comity.kernel.ledger.witnessing import answer_request

    answer = answer_request(body.encode())
    return {"status": answer.status, "body": answer.body.decode()}


def do_keep_witness(*, origin: str, answered: dict[str, Any]) -> dict[str, Any]:
    """Keep what the witness has answered."""
    from comity.kernel.ledger.witnessing import collect_cosignature

    found = collect_cosignature(_witness(origin), lambda _body: (answered["status"], answered["body"].encode()))
    return {"kept": found is not None}


def do_prove(*, of_round: str, bundle: str) -> dict[str, Any]:
    """Write the proof of the plan, under the head that the other node has signed too."""
    from comity.domains.exercises.queries.across_nodes import plan_bundle

    Path(bundle).write_bytes(plan_bundle(NODE, UUID(of_round)).data)
    return {}


def do_give(*, to: str, after: int) -> dict[str, Any]:
    """A page of the outbox, as the other node would get it."""
    from comity.kernel.exchange.delivering import page_for
    from comity.kernel.exchange.models import Peer

    page = page_for(Peer.objects.get(origin=to), after, 500)
    return {"page": json.loads(page) if page else None}


def do_take(*, of: str, page: dict[str, Any]) -> dict[str, Any]:
    """Take a page in."""
    from comity.kernel.exchange.models import Peer
    from comity.kernel.exchange.services import Page, receive_page

    outcome = receive_page(NODE, Peer.objects.get(origin=of).pk, Page.from_data(page))
    return {"taken": outcome.taken, "refused": outcome.refused, "codes": list(outcome.codes)}


def do_stand(*, of: str) -> dict[str, Any]:
    """How far this node has the other's outbox, and its own name."""
    from comity.kernel.exchange.models import Cursor, Peer
    from comity.kernel.exchange.own_node import origin

    peer = Peer.objects.filter(origin=of).first()
    return {"origin": origin(), "after": Cursor.objects.get(peer=peer).count if peer else 0}


STEPS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "begin": do_begin,
    "meet": do_meet,
    "announce": do_announce,
    "enrol": do_enrol,
    "accept": do_accept,
    "report": do_report,
    "release": do_release,
    "ask witness": do_ask_witness,
    "witness": do_witness,
    "keep witness": do_keep_witness,
    "prove": do_prove,
    "give": do_give,
    "take": do_take,
    "stand": do_stand,
    **unknown.STEPS,
}


def answers(lines: Iterator[str]) -> Iterator[str]:
    """One line of JSON for each."""
    for line in lines:
        asked = json.loads(line)
        yield json.dumps(STEPS[asked.pop("step")](**asked))


def _witness(origin: str) -> VerifierKey:
    from comity.kernel.exchange.models import PeerKey
    from comity.kernel.exchange.rules import Purpose

    found = PeerKey.objects.get(peer__origin=origin, purpose=Purpose.WITNESS, until=None)
    return VerifierKey.parse(found.public)


def _people(places: dict[str, Any], password: str) -> None:
    from comity.cli.demonstration.people import ELSEWHERE
    from comity.kernel.accounts import services as accounts

    for person in ELSEWHERE:
        invited = accounts.invite_person(NODE, places[person.role], email=person.email, role=person.role)
        visitor = Actor.visitor("the demonstration")
        accounts.accept_invitation(
            visitor, invited.secret, name=person.name, password=password, time_zone="Africa/Accra"
        )


def _plan() -> dict[str, Any]:
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "-", "round": "-", "invented": True},
        "vocabulary": {"menu": ["cocaine", "heroin", "caffeine"]},
        "items": [{"code": "A", "title": "Powder A", "matrix": "powder", "composition": {"major": ["cocaine"]}}],
        "measurands": [
            {"code": "cocaine", "title": "Cocaine", "substance": "cocaine", "unit": "g/100 g", "form": "base"}
        ],
        "evaluations": [
            {
                "item": "A",
                "measurand": "cocaine",
                "assigned_value": {"route": "formulation", "value": 45.0, "standard_uncertainty": 0.2},
                "sigma_pt": {"route": "perception", "value": 1.5},
            }
        ],
    }


def _rows(value: float) -> list[dict[str, str]]:
    cells = {"item": "A", "measurand": "cocaine", "unit": "g/100 g", "form": "base", "technique": "GC-FID"}
    return [cells | {"result": f"{value:.1f}"}, {"item": "A", "measurand": "identification", "result": "cocaine"}]


def main() -> None:
    """Answer until the other end closes the line."""
    start_node()
    from django.conf import settings
    from django.db import connection

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.MAIL_BESIDE_REQUESTS = False
    settings.REPORT_FORMATS = ["html", "csv"]
    if connection.vendor == "sqlite":  # what can be made again need not survive a power cut while it is made
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    line = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no answer
    for answer in answers(iter(sys.stdin.readline, "")):
        line.write(answer + "\n")
        line.flush()


if __name__ == "__main__":
    main()
