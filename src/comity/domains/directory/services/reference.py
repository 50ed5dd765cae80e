"""The reference data shipped with the room: networks and organisations, with facts that name source and day.

Loading again changes nothing. Names that somebody has improved stay; a fact whose words or source have changed in the
shipped file is renewed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from comity.domains.directory.models import Fact, Profile
from comity.domains.directory.queries.visibility import visible_parties
from comity.domains.directory.rules import fold
from comity.domains.directory.services.holding import hold_profile
from comity.domains.directory.services.profiles import register_entry
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.parties.models import Party

DATA = Path(__file__).parents[1] / "data" / "reference.json"
VERB = "load reference data"


@dataclass(frozen=True, slots=True)
class ReferenceOutcome:
    """How many parties and facts were added or renewed."""

    parties: int
    facts: int


@lru_cache(maxsize=1)
def reference_data() -> Mapping[str, Any]:
    """The shipped file."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@transaction.atomic
def load_reference_data(actor: Actor) -> ReferenceOutcome:
    """Bring the shipped entries and facts into the directory."""
    actor.require(VERB)
    parties = facts = 0
    for shipped in reference_data()["parties"]:
        party = _there(actor, shipped)
        if party is None:
            party = register_entry(
                actor, kind=shipped["kind"], name=shipped["name"], short_name=shipped.get("short_name", "")
            )
            parties += 1
        facts += _renew_facts(actor, party, shipped["facts"])
    return ReferenceOutcome(parties, facts)


def _there(actor: Actor, shipped: Mapping[str, Any]) -> Party | None:
    wanted = {fold(shipped["name"]), fold(shipped.get("short_name", ""))} - {""}
    for party in visible_parties(actor).filter(kind=shipped["kind"]):
        if {fold(party.name), fold(party.short_name)} & wanted:
            return party
    return None


def _renew_facts(actor: Actor, party: Party, facts: list[dict[str, str]]) -> int:
    profile = hold_profile(actor, party.pk, VERB)
    before = {fact.key: fact for fact in profile.facts.all()}
    renewed = [fact for fact in facts if not _same(before.get(fact["key"]), fact)]
    for fact in renewed:
        _write(profile, fact)
    if renewed:
        detail = {"facts": [fact["key"] for fact in renewed]}
        record(actor, VERB, party_id=party.pk, object_ref=f"party:{party.pk}", detail=detail)
    return len(renewed)


def _same(fact: Fact | None, shipped: Mapping[str, str]) -> bool:
    return fact is not None and all(getattr(fact, name) == shipped[name] for name in shipped)


def _write(profile: Profile, fact: dict[str, str]) -> None:
    rest = {name: value for name, value in fact.items() if name != "key"}
    Fact.objects.update_or_create(profile=profile, key=fact["key"], defaults=rest)
