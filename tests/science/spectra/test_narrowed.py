"""What may not be seen changes nothing: the answer is that of an index without it."""

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.index.library import Index
from comity.science.spectra.narrowed import Narrowed
from comity.science.spectra.search import MODES, search
from comity.science.spectra.spectrum import Spectrum


def invented(count, technique, seed=5):
    chance = np.random.default_rng(seed)
    for number in range(count):
        base = number % 40
        places = np.unique(np.round(40 + base * 0.7 + np.cumsum(chance.uniform(2, 14, 14)), 4))
        if technique == "ei":
            places = np.unique(np.round(places))
        yield Spectrum.from_peaks(
            np.column_stack([places, chance.uniform(1, 100, places.size)]),
            technique=technique,
            identifier=f"{number:03d}",
            name=f"compound {base}",
            formula=f"C{base + 5}H10",
            exact_mass=180.0 + base * 3.5,
            precursor_mz=181.007 + base * 3.5 if technique == "msms" else None,
            precursor_type="[M+H]+" if technique == "msms" else "",
        )


def told(hits):
    return [
        (
            hit.record.identifier,
            hit.record.name,
            round(hit.score, 6),
            hit.matched_peaks,
            round(hit.probability, 6),
            hit.spectra,
            hit.near_tie,
        )
        for hit in hits.hits
    ] + [hits.absence and (round(hits.absence.probability, 6), hits.absence.nearest and hits.absence.nearest.record)]


@pytest.mark.parametrize("technique", ["msms", "ei"])
@pytest.mark.parametrize("mode", MODES)
def test_hidden_spectra_change_nothing_of_the_answer(tmp_path, technique, mode):
    library = list(invented(600, technique))
    open_to_all = [spectrum for number, spectrum in enumerate(library) if number % 3]
    whole, part = Index.build(tmp_path / "whole", library), Index.build(tmp_path / "part", open_to_all)
    names = {spectrum.identifier for spectrum in open_to_all}
    allowed = np.array([whole.record(place).identifier in names for place in range(len(whole))])
    for query in library[:6]:
        assert told(search(Narrowed(whole, allowed), query, mode)) == told(search(part, query, mode))


def test_nothing_allowed_is_nothing_found(tmp_path):
    library = list(invented(5, "msms"))
    index = Index.build(tmp_path, library)
    found = search(Narrowed(index, np.zeros(5, np.bool_)), library[0])
    assert found.hits == ()
    assert found.absence.probability == 1


def test_a_mask_of_another_length_is_refused(tmp_path):
    index = Index.build(tmp_path, invented(5, "msms"))
    with pytest.raises(InputError, match="whether it is searched"):
        Narrowed(index, np.ones(4, np.bool_))


def test_another_ion_of_a_hidden_spectrum_is_hidden_too(tmp_path):
    peaks, known = [(58.065, 9), (91.054, 6)], {"exact_mass": 149.12045, "polarity": "positive"}
    library = [
        Spectrum.from_peaks(peaks, name=name, identifier=name, precursor_mz=150.1277, **known)
        for name in ("open", "hidden")
    ]
    index = Index.build(tmp_path, library)
    allowed = np.array([index.record(place).name == "open" for place in range(2)])
    asked = Spectrum.from_peaks([(77.04, 1)], precursor_mz=148.1132, precursor_type="[M-H]-", polarity="negative")
    assert [hit.record.name for hit in search(Narrowed(index, allowed), asked).hits] == ["open"]
    assert {hit.record.name for hit in search(index, asked).hits} == {"open", "hidden"}
