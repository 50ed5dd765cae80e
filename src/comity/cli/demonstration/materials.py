"""Substances, reports and spectra of the demonstration: a register, three years of invented reports, a library."""

from __future__ import annotations

from typing import Final

from comity.base.clock import now
from comity.cli.demonstration.people import NODE, Cast
from comity.cli.demonstration.unknown import load_library

REGISTERED: Final = 400  # of the compounds of the library: the demonstration starts quickly


def fill_materials(people: Cast) -> None:
    """What stands under substances, spectra and alerts; a second call adds nothing."""
    from comity.domains.substances.demonstration import load_demonstration
    from comity.domains.substances.models import Substance
    from comity.domains.substances.services.reference import load_reference
    from comity.domains.substances.watch.drafting import draft_from_rules

    if not Substance.objects.exists():
        load_reference(NODE, most=REGISTERED)
    load_demonstration(list(people.laboratories.values()), now().date())
    load_library()
    draft_from_rules(NODE, now().date())
