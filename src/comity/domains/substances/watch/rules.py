"""Pure decisions about alerts.

Rules
-----
1. A rule drafts, a person decides. Nothing goes out that no person has reviewed, and what went out is never changed
   silently: it is retracted, with the reason, and whoever has read it sees that.
2. The level that a rule proposes: a warning for severe harm; an advisory for an unknown in several countries, for an
   analogue of a controlled substance and for what is new to the whole network; a note for everything else.
3. A structure is an analogue where its circular fingerprint (radius 2, 2,048 bits) agrees with that of a controlled
   substance to 0.6 (Tanimoto) or more, and it is under no control itself.
4. A reader is told of an alert when it carries something that they have subscribed to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LIKE = 0.6
ADVISORIES = frozenset({"unknown", "analogue"})


@dataclass(frozen=True, slots=True)
class About:
    """What an alert is about, as subscriptions ask."""

    kind: str
    substances: frozenset[str] = frozenset()
    structure: str = ""
    effect: str = ""
    countries: frozenset[str] = field(default=frozenset())


def proposed_level(kind: str, scope: str = "") -> str:
    """The level that a rule proposes (rule 2).

    >>> proposed_level("harm"), proposed_level("first", "network"), proposed_level("first", "country")
    ('warning', 'advisory', 'note')
    """
    if kind == "harm":
        return "warning"
    return "advisory" if kind in ADVISORIES or scope == "network" else "note"


def concerns(topic: str, value: str, about: About) -> bool:
    """Whether a subscription asks for this alert.

    >>> concerns("country", "GH", About("first", countries=frozenset({"GH", "NL"})))
    True
    """
    if topic == "everything":
        return True
    if topic == "substance":
        return value in about.substances
    if topic == "country":
        return value in about.countries
    return value == {"kind": about.kind, "structure": about.structure, "effect": about.effect}.get(topic) != ""


def rule_key(*parts: object) -> str:
    """One text for one finding: what was drafted once is not drafted again.

    >>> rule_key("first", "network", "x")
    'first:network:x'
    """
    return ":".join(str(part) for part in parts)[:200]
