"""The other node is simulated: a laboratory's node that signs what we take in, or an organiser's that announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from comity.base.clock import now
from comity.domains.exercises.guests.publishing import TYPES
from comity.domains.exercises.submission.receipt import digest_of, receipt_bytes
from tests.domains.exercises.rounds import set_stage

ROW = {"item": "A", "measurand": "cocaine", "result": "45.1", "unit": "%"}


def own_seal():
    from comity.kernel.exchange.own_node import own_node
    from comity.kernel.exchange.sealing import public_half

    own = own_node()
    return {own.origin: public_half(own.identity.sealing_seed)}


@dataclass
class Other:
    """The other node, and what it says."""

    partner: object
    take: object
    told: dict = field(default_factory=dict)

    @property
    def node(self):
        return self.partner.node

    @property
    def peer(self):
        return self.partner.peer

    def item(self, kind, content, originator, *, record_id=None, version=None, **more):
        """A sealed record for us, as its node signs it; a next version where it said something before."""
        from comity.kernel.parties.queries import operator

        key = uuid.UUID(str(record_id or uuid.uuid4()))
        number = version or self.told.get(key, 0) + 1
        self.told[key] = max(number, self.told.get(key, 0))
        label = {"tlp": "AMBER+STRICT", "originator": originator, "releasable_to": [str(operator().pk)]}
        changes = {"supersedes": number - 1} if number > 1 else {}
        made, statement = self.node.record(
            content, label=label, type=kind, originator=uuid.UUID(originator), record_id=key, version=number,
            sealed_for=own_seal(), issued=now().replace(microsecond=0), **changes, **more,
        )  # fmt: skip
        return made, statement

    def say(self, kind, content, originator, **more):
        """Say it, and let us take it in."""
        made, statement = self.item(kind, content, originator, **more)
        self.node.put(made)
        return self.take(self.partner), statement

    def heard(self, kind):
        """What we have sealed for it, opened with its key, oldest first."""
        from comity.kernel.exchange.contents import content_of
        from comity.kernel.exchange.models import Outgoing
        from comity.kernel.exchange.sealing import open_fields

        sent = Outgoing.objects.filter(peer=self.peer, record__type=kind).order_by("sequence").select_related("record")
        return [content_of(open_fields(one.record.sealed, self.node.sealing)) for one in sent]

    def codes(self):
        from comity.kernel.exchange.models import Refusal

        return list(Refusal.objects.filter(peer=self.peer).order_by("sequence").values_list("code", flat=True))


@dataclass
class Visitor:
    """A laboratory at another node, in a round of ours."""

    other: Other
    stage: object
    party: str = field(default_factory=lambda: str(uuid.uuid4()))
    enrolment: str = field(default_factory=lambda: str(uuid.uuid4()))
    name: str = "Laboratory Abroad"

    def asks(self, step="requested", **changes):
        content = {
            "round": str(self.stage.round.pk),
            "enrolment": self.enrolment,
            "laboratory": {"id": self.party, "kind": "laboratory", "name": self.name, "country": "GH"},
            "step": step,
            "menu": None,
            "note": "",
            "at": now().isoformat(),
        }
        return self.other.say("exercise-enrolment", content | changes, self.party, record_id=self.enrolment)

    def row(self):
        from comity.domains.exercises.models import Enrolment

        return Enrolment.objects.select_related("round", "laboratory").get(pk=self.enrolment)

    def accepted(self):
        from comity.domains.exercises import services

        self.asks()
        services.decide_request(self.stage.coordinator, self.row().pk, accept=True)
        return self.code

    @property
    def code(self):
        return self.other.heard("exercise-answer")[-1]["code"]

    def results(self, *, result="45.1", version=1, nomination=1, at=None, code=None, **changes):
        """Content of a submission with its receipt."""
        at = (at or now()).astimezone(UTC)
        rows = [ROW | {"result": result}]
        receipt = receipt_bytes(
            round_id=self.stage.round.pk, participant=code or self.code, version=version, submitted_at=at,
            source="page", comment="", rows=rows,
        )  # fmt: skip
        return {
            "round": str(self.stage.round.pk),
            "enrolment": self.enrolment,
            "submission": str(uuid.uuid4()),
            "version": version,
            "rows": rows,
            "comment": "",
            "source": "page",
            "submitted_at": at.isoformat(),
            "receipt_digest": digest_of(receipt),
            "nomination": nomination,
            "by_hand": False,
        } | changes

    def submits(self, content=None, **given):
        content = content or self.results(**given)
        outcome, _ = self.other.say("exercise-submission", content, self.party, record_id=content["submission"])
        return outcome, content


@pytest.fixture
def agreed(meet, take):
    """Introduces a node with which everything about exercises was agreed."""
    return lambda name="b.test": Other(meet(name, *TYPES), take)


@pytest.fixture
def abroad(agreed):
    return agreed()


@pytest.fixture
def stage(house):
    return set_stage(house, requests=True).opened()


@pytest.fixture
def visitor(abroad, stage):
    from comity.domains.exercises import services

    services.announce_round(stage.coordinator, stage.round.pk, [abroad.peer.pk])
    return Visitor(abroad, stage)


def round_told(organiser, **changes):
    """The content of an announcement, as another node would make it."""
    frozen = datetime(2026, 5, 1, 8, tzinfo=UTC)
    return {
        "round": str(uuid.uuid4()),
        "revision": 4,
        "state": "open",
        "scheme": {"id": str(uuid.uuid4()), "title": "Drugs abroad", "description": "", "discipline": "drugs"},
        "organiser": {"id": organiser, "kind": "organisation", "name": "Agency b.test", "country": "NL"},
        "code": "2026/7",
        "title": "Powders",
        "time_zone": "Europe/Vienna",
        "deadline": (now() + timedelta(days=20)).isoformat(),
        "grace_hours": 2.0,
        "instructions": "Keep it dark.",
        "open_to_requests": True,
        "plan": {
            "items": [{"code": "A", "title": "Powder", "matrix": "powder", "identification": True}],
            "measurands": [{"code": "cocaine", "title": "Cocaine", "substance": "cocaine", "unit": "%"}],
            "asked": [["A", "cocaine"]],
            "menu": ["cocaine", "heroin"],
            "aliases": {},
        },
        "plan_digest": "d" * 64,
        "plan_frozen_at": frozen.isoformat(),
        "commitment": {"entry": 12, "commitment": "{}", "disclosed": []},
    } | changes


@dataclass
class Host:
    """Another node's round that was announced to us, and our laboratory's people."""

    other: Other
    house: object
    content: dict
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    people: dict = field(default_factory=dict)

    @property
    def organiser(self):
        return self.other.node.party

    def announces(self, **changes):
        self.content = self.content | changes
        return self.other.say("exercise-round", self.content, self.organiser, record_id=self.key)

    def says(self, kind, content, **more):
        return self.other.say(kind, {"round": self.content["round"], **content}, self.organiser, **more)

    @property
    def round(self):
        from comity.domains.exercises.models import Round

        return Round.objects.get(pk=self.content["round"])

    def manager(self):
        if self.people.get("manager") is None:
            self.people["manager"] = self.house.actor("Mary Manager", self.house.laboratory, "laboratory_manager")
        return self.people["manager"]

    def requested(self):
        from comity.domains.exercises import services

        return services.request_enrolment(self.manager(), self.round.pk, self.house.laboratory.pk)

    def answers(self, enrolment, state="enrolled", code="K7TXQ4", **more):
        content = {
            "enrolment": str(enrolment.pk), "laboratory": str(enrolment.laboratory_id), "state": state,
            "answers": 1, "code": code if state == "enrolled" else "", "reason": "",
            "enrolled_at": now().isoformat() if state == "enrolled" else None, "lookups": [],
        } | more  # fmt: skip
        self.says("exercise-answer", content, record_id=enrolment.pk)
        enrolment.refresh_from_db()
        return enrolment

    def receipts(self, made, **changes):
        content = {
            "enrolment": str(self.enrolment_of(made)), "submission": str(made.pk), "version": made.version,
            "receipt_digest": made.receipt_digest, "state": "taken", "arrived_at": now().isoformat(),
            "counted_at": now().isoformat(), "late": False, "counts": True, "basis": "arrival", "reason": "",
        } | changes  # fmt: skip
        return self.says("exercise-receipt", content, record_id=made.pk)

    def enrolment_of(self, made):
        from comity.domains.exercises.models import Crossing

        return Crossing.objects.get(pk=made.pk).enrolment_id


@pytest.fixture
def host(abroad, house):
    made = Host(abroad, house, round_told(abroad.node.party))
    made.announces()
    return made
