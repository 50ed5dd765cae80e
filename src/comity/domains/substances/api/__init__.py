"""This room for programs: everything that its pages can do."""

from comity.domains.substances.api.register import router as register
from comity.domains.substances.api.reports import router as reports

ROUTERS = (register, reports)

__all__ = ["ROUTERS"]
