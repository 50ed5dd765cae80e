"""The index beside the rows: in step after every commit, repaired after a stop, made anew."""

import shutil
import time

import pytest
from django.db import transaction

from comity.domains.substances.library import index, services
from comity.domains.substances.library.searching import search_library
from comity.domains.substances.models import LibrarySpectrum
from comity.science.spectra.index.files import only_writer
from tests.domains.substances.library.conftest import clear, measured

pytestmark = pytest.mark.django_db


def names(found):
    return [match.row.identifier for match in found.matches]


def test_a_spectrum_is_found_as_soon_as_it_is_committed(analyst, filled):
    assert [row.identifier for row in filled] == ["T-1", "T-2", "T-3"]
    assert names(search_library(analyst, measured(2)))[0] == "T-2"


def test_a_stop_between_row_and_index_is_repaired_by_the_next_search(analyst, filled):
    index.opened()
    with transaction.atomic():
        added = services.save_unknown(
            analyst, measured(9), clear(analyst)
        )  # and no commit: the index never hears of it
    assert added.number not in index.opened().numbers
    assert search_library(analyst, measured(9)).matches[0].row == added
    assert index.catch_up() == 0


def test_an_index_that_is_lost_comes_back_from_the_rows(analyst, filled):
    shutil.rmtree(index.folder())
    index._opened.clear()  # as in a process that starts
    assert names(search_library(analyst, measured(3)))[0] == "T-3"


def test_a_rebuilt_index_leaves_erased_spectra_behind(analyst, filled):
    row = LibrarySpectrum.objects.get(identifier="T-1")
    services.erase(row, "recalled")
    assert row.number in index.opened().numbers
    assert "T-1" not in names(search_library(analyst, measured(1)))
    assert index.rebuild() == 2
    assert row.number not in index.opened().numbers
    assert names(search_library(analyst, measured(2)))[0] == "T-2"
    assert len(list(index.folder().glob("library-*"))) == 1


def test_a_rolled_back_row_is_never_shown(analyst, filled):
    with transaction.atomic():
        services.save_unknown(analyst, measured(9), clear(analyst))
        transaction.set_rollback(True)
    assert LibrarySpectrum.objects.count() == 3
    assert all(match.row.identifier != "" for match in search_library(analyst, measured(9), "open").matches)


def test_what_only_the_index_knows_is_shown_to_nobody(analyst, filled):
    LibrarySpectrum.objects.filter(identifier="T-2").delete()
    found = search_library(analyst, measured(2), "open")
    assert "T-2" not in names(found)
    assert found.library == 2


def test_a_busy_index_leaves_the_work_to_a_task(analyst, filled, monkeypatch):
    monkeypatch.setattr(index, "PATIENCE", 0.05)
    with only_writer(index.folder()):
        assert not index.append(filled[:1])


def test_adding_one_is_durable_and_quick(analyst, filled):
    index.append([])
    took = []
    for seed in range(20, 30):
        row = services._row(measured(seed), analyst.party_id, services.Origin())
        begun = time.perf_counter()
        assert index.append([row])
        took.append(time.perf_counter() - begun)
    assert sorted(took)[len(took) // 2] < 0.1
