"""What the tests of rounds share: an organiser, its people, laboratories with theirs, and a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comity.base.clock import now
from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, ParticipantCode, Round, Scheme
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role

REASON = "agreed with the network's board"


def plan_data(**exercise) -> dict:
    """A small plan: two items, one that holds cocaine and heroin, one that holds nothing; one quantity."""
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "s", "round": "r", "seed": 7, **exercise},
        "items": [
            {"code": "A", "title": "Powder", "composition": {"major": ["cocaine"], "minor": ["heroin"]}},
            {"code": "B", "title": "Blank"},
        ],
        "vocabulary": {"menu": ["cocaine", "heroin", "MDMA"], "aliases": {"heroin": ["diamorphine"]}},
        "measurands": [
            {"code": "cocaine", "substance": "cocaine", "quantity": "mass fraction", "unit": "%"},
            {"code": "MDMA", "substance": "MDMA", "quantity": "mass fraction", "unit": "%"},
        ],
        "evaluations": [
            {
                "item": "A",
                "measurand": "cocaine",
                "assigned_value": {"route": "formulation", "value": 45.0, "standard_uncertainty": 0.5},
                "sigma_pt": {"route": "perception", "value": 2.0},
            }
        ],
    }


@dataclass(frozen=True)
class Stage:
    """A round of the house's network, and who acts."""

    house: object
    scheme: Scheme
    round: Round
    coordinator: Actor
    statistician: Actor

    def laboratory(self, party, role: str = Role.LABORATORY_MANAGER, name: str = "") -> Actor:
        return self.house.actor(name or f"{role} of {party.name}", party, role)

    def fresh(self) -> Round:
        return Round.objects.select_related("scheme__organiser").get(pk=self.round.pk)

    def planned(self) -> Stage:
        services.save_plan(self.coordinator, self.round.pk, plan_data(), version=self.fresh().version)
        return self

    def frozen(self) -> Stage:
        services.freeze_plan(self.planned().coordinator, self.round.pk)
        return self

    def opened(self) -> Stage:
        services.open_round(self.frozen().coordinator, self.round.pk)
        return self

    def invited(self, party) -> Enrolment:
        services.invite_laboratories(self.coordinator, self.round.pk, [party.pk])
        return Enrolment.objects.get(round=self.round, laboratory=party)

    def enrolled(self, party, menu=None) -> Enrolment:
        return services.answer_invitation(
            Actor.system("set-up of a test"), self.invited(party).pk, accept=True, menu=menu
        )

    def code_of(self, party) -> str:
        return ParticipantCode.objects.get(round=self.round, laboratory=party).code

    def past_deadline(self) -> Stage:
        """As if the deadline had passed meanwhile."""
        Round.objects.filter(pk=self.round.pk).update(deadline=now() - timedelta(hours=1), grace_hours=0)
        return self


def set_stage(house, *, capacity: int | None = None, requests: bool = False, deadline: datetime | None = None) -> Stage:
    coordinator = house.actor("Coordinator", house.network, Role.COORDINATOR)
    statistician = house.actor("Statistician", house.network, Role.STATISTICIAN)
    scheme = services.create_scheme(coordinator, house.network.pk, title="Seized drugs")
    settings = services.RoundSettings(
        deadline=deadline or now() + timedelta(days=30), capacity=capacity, open_to_requests=requests
    )
    round_ = services.create_round(coordinator, scheme.pk, code="2026/1", settings=settings)
    return Stage(house, scheme, round_, coordinator, statistician)


def stranger_id() -> UUID:
    """An id of nothing."""
    return UUID(int=1)
