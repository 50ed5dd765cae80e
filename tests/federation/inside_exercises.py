"""What the people of a node do with a round, inside its own process: organisers, and laboratories."""

from __future__ import annotations

from datetime import datetime, timedelta

ROW = {"item": "A", "measurand": "cocaine", "unit": "%"}


def actor():
    from comity.kernel.accounts.actor import Actor

    return Actor.system("a test of a round across nodes")


def found_round():
    from comity.domains.exercises.models import Round

    return Round.objects.select_related("scheme__organiser").get()


def do_open_round(announce=()):
    """A round of this node's organisation: planned, frozen, open, announced to every peer."""
    from comity.base.clock import now
    from comity.domains.exercises import services
    from comity.kernel.exchange.models import Peer
    from comity.kernel.parties.queries import operator
    from tests.domains.exercises.rounds import plan_data

    scheme = services.create_scheme(actor(), operator().pk, title="Seized drugs")
    settings = services.RoundSettings(deadline=now() + timedelta(days=30), open_to_requests=True)
    made = services.create_round(actor(), scheme.pk, code="2026/1", settings=settings)
    services.save_plan(actor(), made.pk, plan_data(), version=made.version)
    services.freeze_plan(actor(), made.pk)
    services.announce_round(actor(), made.pk, [one.pk for one in Peer.objects.filter(origin__in=announce)])
    services.open_round(actor(), made.pk)
    near = [do_laboratory(f"Laboratory Near {number}") for number in range(3)]
    for number, one in enumerate(services.invite_laboratories(actor(), made.pk, near)):
        services.answer_invitation(actor(), one.pk, accept=True)
        do_submit(str(one.pk), f"4{4 + number}.5")
    return str(made.pk)


def do_announce(origins):
    from comity.domains.exercises import services
    from comity.kernel.exchange.models import Peer

    return len(
        services.announce_round(actor(), found_round().pk, [one.pk for one in Peer.objects.filter(origin__in=origins)])
    )


def do_laboratory(name):
    from comity.kernel.parties.services import register_party

    return str(register_party(actor(), kind="laboratory", name=name, country="GH").pk)


def do_request(laboratory):
    from comity.domains.exercises import services

    return str(services.request_enrolment(actor(), found_round().pk, laboratory).pk)


def do_accept_requests():
    from comity.domains.exercises import services
    from comity.domains.exercises.models import Enrolment

    waiting = list(Enrolment.objects.filter(state="requested").values_list("pk", flat=True))
    return [str(services.decide_request(actor(), key, accept=True).pk) for key in waiting]


def do_submit(enrolment, result, ahead_days=0):
    from comity.base.clock import as_if, now
    from comity.domains.exercises.services.submitting import submit_results

    with as_if(now() + timedelta(days=ahead_days)):
        rows = [ROW | {"result": result}, {"item": "A", "measurand": "identification", "result": "cocaine"}]
        made = submit_results(actor(), enrolment, rows, source="api")
    return {"submission": str(made.pk), "digest": made.receipt_digest, "late": made.late}


def do_withdraw(enrolment):
    from comity.domains.exercises import services

    return services.withdraw_enrolment(actor(), enrolment, reason="We have no staff at the moment.").state


def do_deadline(at):
    from comity.domains.exercises import services

    when = datetime.fromisoformat(at)
    return services.move_deadline(
        actor(), found_round().pk, when, reason="The courier was on strike last week."
    ).version


def do_close():
    from comity.domains.exercises import services

    return services.close_round(actor(), found_round().pk, reason="Everybody has reported already.").state


def do_evaluate(reason=""):
    """Screen, decide, evaluate, and release or amend."""
    from comity.domains.exercises import services
    from comity.domains.exercises.services.evaluations import request_evaluation, run_evaluation
    from comity.domains.exercises.services.gates import decide_gate, request_screening, run_screening

    round_ = found_round()
    screening = request_screening(actor(), round_.pk)
    run_screening(actor(), screening.pk)
    screening.refresh_from_db()
    numbers = [one["number"] for one in screening.findings]
    if numbers:
        decide_gate(
            actor(),
            round_.pk,
            screening_id=screening.pk,
            findings=numbers,
            action="keep",
            reason="The panel has looked at it.",
        )
    run = request_evaluation(actor(), round_.pk, reason=reason)
    run_evaluation(actor(), run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    step = (
        services.amend_round(actor(), round_.pk, reason=reason)
        if reason
        else services.release_round(actor(), round_.pk)
    )
    return step.state


def do_look():
    """How the round stands at this node."""
    from django.db.models import Q

    from comity.domains.exercises.models import (
        Crossing,
        Enrolment,
        EvaluationRun,
        ParticipantCode,
        ReportFile,
        Round,
        Score,
        Statement,
        Submission,
    )
    from comity.kernel import files

    FAR = Q(laboratory__name="Laboratory Far")  # noqa: N806 - what this is about
    round_ = Round.objects.first()
    if round_ is None:
        return {}
    run = EvaluationRun.objects.filter(released_at__isnull=False).order_by("-version").first()
    far = ParticipantCode.objects.filter(FAR)
    own = ReportFile.objects.filter(run=run, audience="laboratory", code__in=far)
    return {
        "state": round_.state,
        "deadline": round_.deadline.isoformat(),
        "enrolments": {str(one.pk): one.state for one in Enrolment.objects.filter(FAR)},
        "codes": sorted(far.values_list("code", flat=True)),
        "submissions": {
            str(one.pk): [one.receipt_digest, one.late, one.nominated]
            for one in Submission.objects.filter(code__in=far)
        },
        "crossings": {str(one.pk): [one.state, one.late, one.basis] for one in Crossing.objects.all()},
        "reports": {one.name: [one.digest, len(files.read(one.digest))] for one in own.filter(format="html")},
        "scores": {
            f"{one.code.code} {one.item} {one.measurand}": one.value
            for one in Score.objects.filter(run=run, code__in=far)
        },
        "statements": list(Statement.objects.values_list("number", flat=True)),
    }


def do_plan_bundle(path):
    """The proof of the plan as a file."""
    from pathlib import Path

    from comity.domains.exercises.queries.across_nodes import plan_bundle

    return Path(path).write_bytes(plan_bundle(actor(), found_round().pk).data)


def do_catch_up():
    from comity.domains.exercises.services.resuming import resume_jobs

    return resume_jobs(actor())


def do_forge(enrolment, round_id, laboratory, to):
    """What a hostile node can do: sign results for somebody else's laboratory with its own keys."""
    import uuid

    from comity.base.clock import now
    from comity.domains.exercises.guests.publishing import tell
    from comity.kernel.exchange.models import Peer
    from comity.kernel.parties.queries import operator

    peer = Peer.objects.select_related("party").get(origin=to)
    content = {
        "round": round_id, "enrolment": enrolment, "submission": str(uuid.uuid4()), "version": 1,
        "rows": [ROW | {"result": "99"}], "submitted_at": now().isoformat(), "receipt_digest": "0" * 64,
        "nomination": 9, "by_hand": True,
    }  # fmt: skip
    tell(actor(), "exercise-submission", uuid.UUID(content["submission"]), content, originator=operator(), peer=peer)
    party = {"id": laboratory, "kind": "laboratory", "name": "Laboratory Far"}
    asked = {
        "round": round_id,
        "enrolment": enrolment,
        "laboratory": party,
        "step": "withdrawn",
        "at": now().isoformat(),
    }
    tell(actor(), "exercise-enrolment", uuid.uuid4(), asked, originator=operator(), peer=peer)
    return True
