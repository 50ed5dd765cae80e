"""Reads on the library; each knows who asks, and begins with what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from comity.base.errors import NotFoundError
from comity.domains.substances.models import LibrarySpectrum, PeerAnswer
from comity.domains.substances.models.library import SpectrumQuerySet
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.models import LabelledQuerySet, Reader
from comity.kernel.handling.queries import get_visible

Spectra = LabelledQuerySet[LibrarySpectrum]
RELATED = ("label", "substance", "substance__merged_into")


def library(reader: Reader, *, purpose: str = "") -> Spectra:
    """Every spectrum that counts and that this reader may see."""
    return SpectrumQuerySet(LibrarySpectrum).current().visible_to(reader, purpose=purpose)


def searched(reader: Reader, *, purpose: str = "") -> Spectra:
    """Those that a search of this reader goes through."""
    return SpectrumQuerySet(LibrarySpectrum).current().searched().visible_to(reader, purpose=purpose)


def unknowns(reader: Reader, *, purpose: str = "") -> Spectra:
    """Spectra without a name, newest first."""
    found = library(reader, purpose=purpose).filter(substance=None, name="").exclude(provisional_code="")
    return found.select_related(*RELATED)


def get_spectrum(reader: Reader, key: UUID, *, purpose: str = "") -> LibrarySpectrum:
    """One spectrum, also a withdrawn one, or `NotFoundError`."""
    found = LibrarySpectrum.objects.filter(erased=False).select_related(*RELATED)
    return get_visible(found, reader, key, purpose=purpose)


def by_number(reader: Reader, numbers: Iterable[int], *, purpose: str = "") -> dict[int, LibrarySpectrum]:
    """Spectra by the number under which the index names them."""
    rows = searched(reader, purpose=purpose).filter(number__in=list(numbers)).select_related(*RELATED)
    return {row.number: row for row in rows}


def of_splash(found: Spectra, hashes: Iterable[str]) -> dict[str, LibrarySpectrum]:
    """One spectrum for each of these hashes that is there."""
    wanted = {one for one in hashes if one}
    return {row.splash: row for row in found.filter(splash__in=wanted).select_related(*RELATED)} if wanted else {}


def answers(actor: Actor, question: UUID) -> list[PeerAnswer]:
    """What the nodes answered that were asked at once, for the organisation that asked."""
    if actor.party_id is None:
        raise NotFoundError
    found = list(PeerAnswer.objects.filter(question=question, asked_by=actor.party_id).order_by("node"))
    if not found:
        raise NotFoundError
    return found
