"""What a label says of a record: a frozen value, pure.

Rules
-----
1. A name in a release list is a party's UUID, or a country's two letters (ISO 3166-1) for every organisation in that
   country. Nothing else crosses nodes: no local number is ever read as a name (CVE-2021-31780 did).
2. No release list means: whoever the TLP value reaches. TLP:AMBER and stricter always have a list, if only of the
   originator, so that a label that names nobody is never joined to one that names many.
3. The originator stands on its own list, and among the contributors.
4. Codes of evaluation are kept as they were given, with their scheme. None is converted, and unknown is not "50 %".
5. Fields of a label that this version does not know survive, and are part of what a label is.

TLP is the Traffic Light Protocol, FIRST, version 2.0 (2022). PAP, the Permissible Actions Protocol, says what may be
done with what one reads; it is independent of TLP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from comity.base.errors import InputError
from comity.base.messages import Message, message

MOST_NAMES = 2000  # parties on one list; a larger community is named as a network
MOST_PURPOSES = 20
MOST_EVALUATIONS = 20
LONGEST_UNKNOWN = 16_384  # characters of JSON in fields that this version does not know

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Tlp(StrEnum):
    """How far a record may travel, from the widest to the narrowest."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class Onward(StrEnum):
    """Whether a recipient may pass the record on, from the widest to the narrowest."""

    LISTED = "listed"
    ASK = "ask"
    NONE = "none"


class JudicialUse(StrEnum):
    """Whether the record may be used in proceedings, from the widest to the narrowest (Europol: H1)."""

    ALLOWED = "allowed"
    WITH_PERMISSION = "with-permission"
    NOT = "not"


class PermissibleActions(StrEnum):
    """What may be done with the content, from the widest to the narrowest (PAP)."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


class Scheme(StrEnum):
    """Published schemes by which a source and its information are evaluated."""

    ADMIRALTY = "admiralty"
    EUROPOL_4X4 = "europol-4x4"
    UK_3X5X2 = "uk-3x5x2"


# Source codes, information codes, handling codes. Admiralty as in NATO AJP-2.1; 4x4 as in Regulation (EU) 2016/794,
# Article 29, with Europol's handling codes; 3x5x2 as in the College of Policing's practice since 2016.
CODES: dict[Scheme, tuple[str, str, tuple[str, ...]]] = {
    Scheme.ADMIRALTY: ("ABCDEF", "123456", ()),
    Scheme.EUROPOL_4X4: ("ABCX", "1234", ("H0", "H1", "H2", "H3")),
    Scheme.UK_3X5X2: ("123", "ABCDE", ("P", "C")),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How somebody evaluated a source and its information, in the codes of one scheme."""

    scheme: Scheme
    source: str
    information: str
    handling: tuple[str, ...] = ()
    evaluated_by: str = ""
    evaluated_on: date | None = None

    def __post_init__(self) -> None:
        sources, grades, handling = CODES[Scheme(self.scheme)]
        object.__setattr__(self, "scheme", Scheme(self.scheme))
        object.__setattr__(self, "handling", tuple(sorted(set(self.handling))))
        known = len(self.source) == 1 == len(self.information) and self.source in sources and self.information in grades
        if not known or not set(self.handling) <= set(handling):
            raise _wrong("evaluation-code", message("label", "This code does not belong to the scheme named."))
        if self.evaluated_by:
            object.__setattr__(self, "evaluated_by", clean_party(self.evaluated_by))


@dataclass(frozen=True, slots=True)
class Label:
    """Who may see a record, and what they may do with it.

    `originator` is empty where several originators' labels were combined. `contributors` are those whose consent it
    takes to widen. `releasable_to` and `purposes` are `None` where they are not limited.
    """

    tlp: Tlp
    originator: str = ""
    releasable_to: frozenset[str] | None = None
    not_releasable_to: frozenset[str] = frozenset()
    onward: Onward = Onward.ASK
    purposes: frozenset[str] | None = None
    judicial_use: JudicialUse = JudicialUse.WITH_PERMISSION
    permissible_actions: PermissibleActions = PermissibleActions.CLEAR
    evaluations: frozenset[Evaluation] = frozenset()
    expires: datetime | None = None
    contributors: frozenset[str] = frozenset()
    unknown: frozenset[tuple[str, str]] = frozenset()  # name and canonical JSON

    def __post_init__(self) -> None:
        own = {clean_party(self.originator)} if self.originator else set[str]()
        listed = self.releasable_to
        if listed is None and self.tlp in NAMED_ONLY:
            listed = frozenset()
        keep = object.__setattr__
        keep(self, "tlp", Tlp(self.tlp))
        keep(self, "originator", next(iter(own), ""))
        keep(self, "releasable_to", None if listed is None else clean_names(listed) | own)
        keep(self, "not_releasable_to", clean_names(self.not_releasable_to))
        keep(self, "contributors", frozenset(clean_party(name) for name in self.contributors) | own)
        keep(self, "purposes", None if self.purposes is None else clean_purposes(self.purposes))
        keep(self, "expires", clean_expiry(self.expires))
        if len(self.evaluations) > MOST_EVALUATIONS or sum(len(text) for _, text in self.unknown) > LONGEST_UNKNOWN:
            raise _wrong("label-too-large", message("label", "This label is larger than a label may be."))


NAMED_ONLY = frozenset({Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED})
Ordered = TypeVar("Ordered", Tlp, Onward, JudicialUse, PermissibleActions)


def stricter(first: Ordered, second: Ordered) -> Ordered:
    """The narrower of two values of one scale; scales are declared from the widest to the narrowest.

    >>> stricter(Tlp.AMBER, Tlp.GREEN)
    <Tlp.AMBER: 'AMBER'>
    """
    scale = list(type(first))
    return max(first, second, key=scale.index)


def clean_party(name: str) -> str:
    """A party's UUID as text in small letters, or an `InputError`."""
    text = str(name).strip().lower()
    if not _UUID.fullmatch(text):
        raise _wrong("party-unknown", message("label", "A party is named by its UUID, and by nothing else."))
    return text


def clean_names(names: Iterable[str]) -> frozenset[str]:
    """Parties and countries of a list, or an `InputError`."""
    given = [str(name).strip() for name in names]
    if len(given) > MOST_NAMES:
        what = message("label", "A list holds at most {count} names.", count=MOST_NAMES)
        raise InputError("list-too-long", what, where="label", remedy=message("label", "Name a network or a group."))
    return frozenset(name if _COUNTRY.fullmatch(name) else clean_party(name) for name in given)


def clean_purposes(purposes: Iterable[str]) -> frozenset[str]:
    """Purposes as short words with hyphens, or an `InputError`."""
    found = frozenset(str(purpose) for purpose in purposes)
    if len(found) > MOST_PURPOSES or not all(_PURPOSE.fullmatch(purpose) for purpose in found):
        what = message("label", "A purpose is a short word in small letters, as in criminal-investigation.")
        raise _wrong("purpose-unknown", what)
    return found


def clean_expiry(expires: datetime | None) -> datetime | None:
    """The moment in UTC, to the second."""
    if expires is None:
        return None
    if expires.tzinfo is None:
        raise _wrong("expiry-without-zone", message("label", "A moment needs its time zone."))
    return expires.astimezone(UTC).replace(microsecond=0)


def _wrong(code: str, what: Message) -> InputError:
    return InputError(code, what, where="label")
