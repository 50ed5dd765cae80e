"""What services take: frozen values, checked by `cleaning.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ProfileValues:
    """What a party says about itself."""

    about: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    languages: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    listed: bool = True


@dataclass(frozen=True, slots=True)
class ContactValues:
    """A way to reach a party: a function, and the person who holds it where that is known."""

    function: str
    person: str = ""
    email: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeValues:
    """What a body has accredited."""

    standard: str
    body: str
    number: str = ""
    discipline: str = ""
    since: date | None = None
    until: date | None = None
    url: str = ""
