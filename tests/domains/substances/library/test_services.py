"""Adding, naming, withdrawing: good records kept, every other one with its place and reason."""

import pytest

from comity.base.errors import InputError, NotAllowedError, NotFoundError
from comity.domains.substances.library import naming, queries, services
from comity.domains.substances.library.reading import one_measured
from comity.domains.substances.library.searching import search_library
from comity.domains.substances.models import LibrarySpectrum, Substance
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.substances.library.conftest import THREE, as_msp, clear, entries, measured, only_own

pytestmark = pytest.mark.django_db


def test_good_records_are_kept_and_the_others_named(analyst):
    text = THREE + "Name: Broken\nNum Peaks: 1\nfifty 9\n\n" + as_msp(measured(4), "Invented 4", "T-4")
    outcome = services.add_spectra(analyst, entries(text), clear(analyst))
    assert [row.identifier for row in outcome.added] == ["T-1", "T-2", "T-3", "T-4"]
    [refused] = outcome.refused
    assert (refused.file, refused.record, refused.code) == ("three.msp", 4, "mz-not-a-number") or refused.record == 4
    assert AuditEntry.objects.filter(verb="add spectra").count() == 1


def test_the_same_file_again_changes_nothing(analyst, filled):
    again = services.add_spectra(analyst, entries(THREE), clear(analyst))
    assert (again.added, again.refused, len(again.known)) == ([], [], 3)


def test_an_identifier_with_other_peaks_is_refused(analyst, filled):
    outcome = services.add_spectra(analyst, entries(as_msp(measured(7), "Other", "T-1")), clear(analyst))
    assert [one.code for one in outcome.refused] == ["identifier-taken"]


def test_the_same_peaks_are_told_only_where_they_may_be_seen(analyst, neighbour, committed):
    with committed():
        services.add_spectra(analyst, entries(as_msp(measured(1), "Hidden", "A")), only_own(analyst))
        services.add_spectra(analyst, entries(as_msp(measured(2), "Open", "B")), clear(analyst))
    theirs = as_msp(measured(1), "Mine", "C") + as_msp(measured(2), "Mine too", "D")
    outcome = services.add_spectra(neighbour, entries(theirs), only_own(neighbour))
    assert [(mine.identifier, other.identifier) for mine, other in outcome.same_peaks] == [("D", "B")]


def test_an_unknown_gets_a_code_that_stays(analyst):
    row = services.save_unknown(analyst, measured(5, name="perhaps something"), only_own(analyst))
    assert row.is_unknown
    assert row.provisional_code.startswith("U-")
    assert (row.shown_name, row.name) == (row.provisional_code, "")
    substance = Substance.objects.create(name="Inventine", created_at=row.added_at)
    named = naming.identify_spectrum(analyst, row.pk, substance.pk)
    assert (named.shown_name, named.provisional_code) == ("Inventine", row.provisional_code)


def test_only_the_owner_names_and_withdraws(analyst, neighbour, stranger):
    row = services.save_unknown(analyst, measured(5), clear(analyst))
    with pytest.raises(NotAllowedError):
        services.withdraw_spectrum(stranger, row.pk, "mine")
    hidden = services.save_unknown(analyst, measured(6), only_own(analyst))
    with pytest.raises(NotFoundError):
        services.withdraw_spectrum(neighbour, hidden.pk, "mine")


def test_a_withdrawn_spectrum_is_found_no_more(analyst, committed, filled):
    with pytest.raises(InputError):
        services.withdraw_spectrum(analyst, filled[0].pk, "  ")
    services.withdraw_spectrum(analyst, filled[0].pk, "Wrong sample")
    found = search_library(analyst, measured(1), "open")
    assert "T-1" not in [match.row.identifier for match in found.matches]
    assert queries.get_spectrum(analyst, filled[0].pk).withdrawn_because == "Wrong sample"


def test_an_observer_adds_nothing(house):
    observer = house.actor("Olga", house.laboratory, Role.OBSERVER)
    with pytest.raises(NotAllowedError):
        services.add_spectra(observer, entries(THREE), clear(observer))
    assert LibrarySpectrum.objects.count() == 0


def test_a_known_structure_is_linked_by_its_whole_key(analyst):
    substance = Substance.objects.create(
        name="Cocaine", inchikey="ZPUCINDJVBIVPJ-LJISPDSOSA-N", created_at="2026-01-01T00:00:00Z"
    )
    text = as_msp(measured(1), "Cocaine", "K", InChIKey=substance.inchikey)
    assert services.add_spectra(analyst, entries(text), clear(analyst)).added[0].substance == substance


def test_pasted_peaks_in_every_usual_form():
    for text in (
        "58.065 9\n91.054 6",
        "58.065,9\n91.054,6",
        "58.065\t9\r\n91.054\t6",
        "58.065 9; 91.054 6",
        "58.065:9 91.054:6",
    ):
        assert one_measured(text.encode()).mz.tolist() == [58.065, 91.054], text
    with pytest.raises(InputError):
        one_measured(b"")
