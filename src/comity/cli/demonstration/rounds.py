"""One round of the demonstration, stage by stage, each on its day and by whoever does it in life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from comity.base.clock import as_if
from comity.cli.demonstration.people import NODE, Cast
from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, Round
from comity.domains.exercises.queries import enrolments
from comity.domains.exercises.services.submitting import submit_results
from comity.kernel.parties.models import Party

ZONE = "Europe/Vienna"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dates:
    """When things happen in a round."""

    begun: datetime
    opened: datetime
    deadline: datetime
    closed: datetime


class Production:
    """Takes a round through its life."""

    def __init__(self, people: Cast, scheme_id: UUID, code: str, title: str, dates: Dates) -> None:
        self.people = people
        self.dates = dates
        self.coordinator = people.actor("coordinator")
        settings = services.RoundSettings(
            title=title,
            time_zone=ZONE,
            deadline=dates.deadline,
            grace_hours=24,
            capacity=150,
            instructions=INSTRUCTIONS,
            open_to_requests=True,
        )
        with as_if(dates.begun):
            self.round: Round = services.create_round(self.coordinator, scheme_id, code=code, settings=settings)

    def plan(self, data: Mapping[str, Any], *, freeze: bool = True) -> None:
        """The statistician writes the plan, and freezes it."""
        statistician = self.people.actor("statistician")
        with as_if(self.dates.begun + timedelta(days=3)):
            services.save_plan(statistician, self.round.pk, data, version=self.round.version)
            if freeze:
                services.freeze_plan(statistician, self.round.pk)

    def enrol(self, laboratories: Sequence[Party], *, invited_only: Iterable[Party] = ()) -> dict[UUID, Enrolment]:
        """Invite laboratories, of which the first accept; by laboratory."""
        with as_if(self.dates.begun + timedelta(days=5)):
            wanted = [party.pk for party in (*laboratories, *invited_only)]
            services.invite_laboratories(self.coordinator, self.round.pk, wanted)
        found = {one.laboratory_id: one for one in enrolments(self.coordinator, self.round.pk)}
        for number, party in enumerate(laboratories):
            actor = self.people.actor("laboratory_manager") if party.pk == self.people.own.pk else NODE
            with as_if(self.dates.begun + timedelta(days=6, minutes=number)):
                services.answer_invitation(actor, found[party.pk].pk, accept=True)
        return found

    def open(self) -> None:
        """Results are taken from now on."""
        with as_if(self.dates.opened):
            services.open_round(self.coordinator, self.round.pk)

    def send(self, *, delivered: int | None = None) -> None:
        """Prepare and dispatch parcels; `delivered` of them, or all, arrive."""
        with as_if(self.dates.opened + timedelta(hours=3)):
            prepared = services.prepare_parcels(self.coordinator, self.round.pk).prepared
            for one in prepared:
                services.dispatch_parcel(self.coordinator, one.parcel.pk, carrier="Invented Couriers")
        # Those of the laboratory whose people sign in come last, so that they wait for it where not all arrive.
        ordered = sorted(prepared, key=lambda one: one.parcel.enrolment.laboratory_id == self.people.own.pk)
        with as_if(self.dates.opened + timedelta(days=4)):
            for one in ordered[: len(ordered) if delivered is None else delivered]:
                services.confirm_delivery(NODE, one.parcel.pk, received_by="Reception")

    def submit(self, enrolment: Enrolment, rows: Sequence[Row], at: datetime, *, analyst: bool = False) -> None:
        """Results of one laboratory come in."""
        actor = self.people.actor("analyst") if analyst else NODE
        with as_if(at):
            submit_results(actor, enrolment.pk, rows, source="page" if analyst else "api")

    def close(self) -> None:
        """No more results."""
        with as_if(self.dates.closed):
            services.close_round(self.coordinator, self.round.pk)

    def screen(self) -> Any:
        """Run the gates; the answer holds what they found."""
        from comity.domains.exercises.services.gates import request_screening, run_screening

        with as_if(self.dates.closed + timedelta(hours=1)):
            wanted = request_screening(self.coordinator, self.round.pk)
            run_screening(NODE, wanted.pk)
        wanted.refresh_from_db()
        return wanted

    def release(self) -> None:
        """Decide about every finding, evaluate, release."""
        from comity.domains.exercises.services.evaluations import request_evaluation, run_evaluation
        from comity.domains.exercises.services.gates import decide_gate

        screening = self.screen()
        statistician = self.people.actor("statistician")
        numbers = [one["number"] for one in screening.findings]
        if numbers:
            with as_if(self.dates.closed + timedelta(days=1)):
                reason = "Looked at with the expert panel; the results stand as they were reported."
                decided = {"screening_id": screening.pk, "findings": numbers, "action": "keep", "reason": reason}
                decide_gate(statistician, self.round.pk, **decided)
        with as_if(self.dates.closed + timedelta(days=2)):
            run_evaluation(NODE, request_evaluation(statistician, self.round.pk).pk)
        with as_if(self.dates.closed + timedelta(days=7)):
            services.release_round(self.coordinator, self.round.pk)


INSTRUCTIONS = """
Keep the items in the dark between 2 and 8 °C and use them within two weeks after opening.

Treat them as you treat the samples of your daily work: the same methods, people and number of replicates.
Do not talk with other laboratories about your results before the reports are released.

Everything here is invented: substances, laboratories, people and results.
"""
