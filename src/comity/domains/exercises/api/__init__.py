"""Rounds before their deadline, for programs: everything that the pages can do."""

from comity.domains.exercises.api.announcements import router as announcements
from comity.domains.exercises.api.enrolments import router as enrolments
from comity.domains.exercises.api.parcels import router as parcels
from comity.domains.exercises.api.plans import router as plans
from comity.domains.exercises.api.rounds import router as rounds

ROUTERS = (rounds, announcements, plans, enrolments, parcels)

__all__ = ["ROUTERS"]
