"""Runs in a node's own process and surroundings: its command line, and what a room of that node would do."""

from __future__ import annotations

import io
import json
import os
import sys
import time
import traceback

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.config.settings")


def main() -> None:
    """Answers one line of JSON with another, for as long as somebody asks."""
    from comity.cli.main import main as comity
    from comity.kernel.start import start_django

    answers = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout, sys.stderr, sys.stdin = io.StringIO(), io.StringIO(), io.StringIO(asked.get("stdin", ""))
        try:
            if "run" in asked:
                answer = {"code": comity(asked["run"]), "out": sys.stdout.getvalue(), "err": sys.stderr.getvalue()}
            else:
                start_django()
                from tests.federation import inside_exercises, inside_substances

                verbs = globals() | vars(inside_exercises) | vars(inside_substances)
                answer = {"code": 0, "value": verbs[f"do_{asked['verb']}"](**asked["given"])}
        except BaseException as error:  # noqa: BLE001 - the test shall see every failure in words
            answer = {"code": -1, "out": "", "err": "".join(traceback.format_exception(error)), "kind": repr(error)}
        print(json.dumps(answer), file=answers, flush=True)


def actor():
    from comity.kernel.accounts.actor import Actor

    return Actor.system("a test inside a node")


def label_of(changes):
    from comity.kernel.handling.label_data import from_data
    from comity.kernel.parties.queries import operator

    return from_data({"originator": str(operator().pk), **changes})


def do_publish(content, label, count=1, **more):
    from django.db import transaction

    from comity.kernel.exchange.services import Draft, publish_records

    made = label_of(label)
    begun = time.perf_counter()
    if "field_labels" in more:
        more["field_labels"] = {pointer: label_of(one) for pointer, one in more["field_labels"].items()}
    with transaction.atomic():
        drafts = [
            Draft("bulletin", {**content, "title": f"{content['title']} {n}"}, made, **more) for n in range(count)
        ]
        records = publish_records(actor(), drafts)
    return {"records": [str(one.record_id) for one in records[:1000]], "seconds": time.perf_counter() - begun}


def do_revise(record_id, content, label):
    from comity.kernel.exchange.queries.records import find_record
    from comity.kernel.exchange.services import publish_record

    before = find_record(actor(), record_id)
    return {"version": publish_record(actor(), "bulletin", content, label_of(label), supersedes=before).version}


def do_notice(what, record_id, reason="a test", label=None):
    from comity.kernel.exchange import services
    from comity.kernel.exchange.queries.records import find_record

    record = find_record(actor(), record_id)
    if what == "narrow_record":
        return {"what": services.narrow_record(actor(), record, label_of(label), reason).what}
    return {"what": getattr(services, what)(actor(), record, reason).what}


def do_records():
    from comity.kernel.exchange.queries import list_records

    return [
        {
            "record": str(one.record_id),
            "version": one.version,
            "origin": one.origin,
            "state": one.state,
            "content": one.content,
            "sealed": bool(one.sealed),
            "doubtful": one.doubtful,
        }
        for one in list_records(actor()).order_by("at", "id")
    ]


def do_acknowledgements(record_id):
    from comity.kernel.exchange.queries import acknowledgements
    from comity.kernel.exchange.queries.records import find_record

    found = acknowledgements(actor(), find_record(actor(), record_id))
    return [{"node": one.node, "received": one.received, "missing": list(one.missing)} for one in found]


def do_refusals():
    from comity.kernel.exchange.models import Refusal

    return list(Refusal.objects.order_by("id").values("sequence", "code", "record_ref"))


def do_password(email, password="correct horse battery staple"):  # noqa: S107 - for tests
    from comity.kernel.accounts import services
    from comity.kernel.accounts.actor import Actor
    from comity.kernel.parties.queries import operator

    invited = services.invite_person(actor(), operator().pk, email=email, role="administrator", language="en")
    services.accept_invitation(Actor.visitor("a test"), invited.secret, name="Ada Example", password=password)
    return True


def do_forks():
    from comity.kernel.ledger.models import ForkEvidence

    return list(ForkEvidence.objects.values_list("origin", flat=True))


def do_sync_with_clock(origin, days):
    from datetime import timedelta

    from comity.base.clock import as_if, now
    from comity.kernel.exchange.queries.peers import find_peer
    from comity.kernel.exchange.synchronising import synchronise

    with as_if(now() + timedelta(days=days)):
        done = synchronise(actor(), find_peer(actor(), origin).pk)
    return {"taken": done.taken, "refused": done.refused}


def do_fetch(url, largest, seconds):
    from comity.base.errors import ComityError
    from comity.kernel.exchange.transport import fetch

    try:
        fetch("GET", url, largest=largest, private=True, seconds=seconds)
    except ComityError as error:
        return {"code": error.code}
    return {"code": ""}


def do_release(origin):
    from comity.kernel.exchange.queries.peers import find_peer
    from comity.kernel.jobs.models import Lease

    Lease.objects.filter(job=f"exchange:{find_peer(actor(), origin).pk}").delete()
    return True


def do_party():
    from comity.kernel.parties.queries import operator

    return str(operator().pk)


if __name__ == "__main__":
    main()
