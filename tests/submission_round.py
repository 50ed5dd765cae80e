"""An open round for tests of handing in: two items, a measurand with a known value, one by consensus, substances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from comity.base.clock import now
from comity.domains.exercises.plan import plan_to_data, read_plan

PLAN = b"""
format = "comity-exercise-plan/1"
[exercise]
scheme = "Drugs"
round = "2026/1"
seed = 7
[vocabulary]
menu = ["cocaine", "levamisole", "MDMA", "caffeine"]
[[items]]
code = "A"
title = "Powder A"
[[items]]
code = "B"
title = "Tablet B"
composition = { major = ["MDMA"] }
[[measurands]]
code = "cocaine"
title = "Cocaine"
substance = "cocaine"
quantity = "mass fraction"
unit = "g/100 g"
form = "base"
units = { "mg/g" = 0.1 }
forms = { "hydrochloride" = 0.8927 }
[[measurands]]
code = "levamisole"
title = "Levamisole"
unit = "g/100 g"
[[measurands]]
code = "marquis"
title = "Marquis reagent"
kind = "ordinal"
levels = ["none", "weak", "strong"]
[[evaluations]]
item = "A"
measurand = "cocaine"
assigned_value = { route = "formulation", value = 45.0, standard_uncertainty = 0.2 }
sigma_pt = { route = "perception", value = 1.0 }
[[evaluations]]
item = "A"
measurand = "levamisole"
[[evaluations]]
item = "B"
measurand = "marquis"
expected = "strong"
"""
COCAINE = {"item": "A", "measurand": "cocaine", "unit": "g/100 g", "form": "base"}
GOOD = [
    {**COCAINE, "result": "45,2", "uncertainty": "1.1", "coverage_factor": "2", "technique": "GC-FID"},
    {"item": "A", "measurand": "levamisole", "unit": "g/100 g", "result": "<0.5"},
    {"item": "B", "measurand": "identification", "result": "MDMA; caffeine"},
    {"item": "B", "measurand": "marquis", "not_tested_reason": "No reagent."},
]
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class MadeRound:
    """What `open_round` made."""

    round: object
    enrolment: object
    code: object
    other_enrolment: object
    other_code: object
    manager: object
    analyst: object
    colleague: object
    stranger: object
    coordinator: object


def open_round(house, **changes) -> MadeRound:
    """A round that is open for the laboratory and for the foreign institute."""
    from comity.domains.exercises.models import Round, Scheme

    data = plan_to_data(read_plan(PLAN, "plan.toml"))
    scheme = Scheme.objects.create(organiser=house.network, title="Drugs", created_at=now())
    given = {
        "state": "open", "plan": data, "plan_digest": "d" * 64, "plan_frozen_at": now(), "created_at": now(),
        "deadline": now() + timedelta(days=7), "grace_hours": 2.0, "time_zone": "Europe/Vienna",
    }  # fmt: skip
    round_ = Round.objects.create(scheme=scheme, code="2026/1", **{**given, **changes})
    enrolment, code = enrol(round_, house.laboratory, "K7TXQ4")
    other, other_code = enrol(round_, house.institute, "B2CDFG")
    return MadeRound(
        round_, enrolment, code, other, other_code,
        manager=house.actor("Mary Manager", house.laboratory, "laboratory_manager"),
        analyst=house.actor("Anna Analyst", house.laboratory),
        colleague=house.actor("Carl Colleague", house.laboratory),
        stranger=house.actor("Sam Stranger", house.institute, "laboratory_manager"),
        coordinator=house.actor("Cora Coordinator", house.network, "coordinator"),
    )  # fmt: skip


def enrol(round_, laboratory, code):
    """A laboratory in the round, and its code."""
    from comity.domains.exercises.models import Enrolment, ParticipantCode

    enrolment = Enrolment.objects.create(
        round=round_, laboratory=laboratory, state="enrolled", created_at=now(), changed_at=now(), enrolled_at=now()
    )
    return enrolment, ParticipantCode.objects.create(round=round_, laboratory=laboratory, code=code)


def move_deadline(made: MadeRound, **ago) -> None:
    """Put the deadline so long ago."""
    made.round.deadline = now() - timedelta(**ago)
    made.round.save(update_fields=["deadline"])


def close(made: MadeRound) -> None:
    """The round takes no more results."""
    made.round.state = "closed"
    made.round.save(update_fields=["state"])
