"""Runs inside a node's own process and surroundings: what a room of that node would do. `python -m … VERB JSON`."""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.config.settings")


def main() -> None:
    verb, given = sys.argv[1], json.loads(sys.argv[2])
    from comity.kernel.start import start_node

    start_node()
    print(json.dumps(globals()[f"do_{verb}"](**given)))


def actor():
    from comity.kernel.accounts.actor import Actor

    return Actor.system("a test inside a node")


def label_of(changes):
    from comity.kernel.handling.label_data import from_data
    from comity.kernel.parties.queries import operator

    return from_data({"originator": str(operator().pk), **changes})


def do_publish(content, label, count=1, **more):
    from django.db import transaction

    from comity.kernel.exchange.records import register
    from comity.kernel.exchange.services import Draft, publish_records

    del register
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


def do_notice(verb, record_id, reason="a test", label=None):
    from comity.kernel.exchange import services
    from comity.kernel.exchange.queries.records import find_record

    record = find_record(actor(), record_id)
    if verb == "narrow_record":
        return {"what": services.narrow_record(actor(), record, label_of(label), reason).what}
    return {"what": getattr(services, verb)(actor(), record, reason).what}


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


def do_party():
    from comity.kernel.parties.queries import operator

    return str(operator().pk)


if __name__ == "__main__":
    main()
