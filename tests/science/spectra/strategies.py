"""Any spectrum and any trace that can exist, for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="#$\ufffe\uffff")
RESERVED = {"na", "none", "null", "unknown", "not available", "n/a"}
texts = st.text(LETTERS, max_size=20).map(lambda text: " ".join(text.split()))
# A text that only says "not known" is read as nothing; a value of one of these fields never is one.
values = texts.filter(lambda text: text.lower() not in RESERVED and text not in ("0", "-"))
keys = st.from_regex(r"[A-Za-z][A-Za-z0-9_$ ]{0,12}[A-Za-z0-9]", fullmatch=True).map(lambda key: " ".join(key.split()))
other_keys = keys.filter(lambda key: key.lower().replace(" ", "").replace("_", "") not in ("charge", "joinedpeaks"))
positive = st.floats(min_value=1e-3, max_value=1e5)
intensities = st.floats(min_value=0, max_value=1e12)
peaks = st.dictionaries(positive, intensities, min_size=1, max_size=20)
optional = st.none() | positive


@st.composite
def spectra(draw: st.DrawFn) -> Spectrum:
    found = draw(peaks)
    mz = np.array(sorted(found))
    return Spectrum(
        mz=mz,
        intensity=np.array([found[place] for place in mz.tolist()]),
        technique=draw(st.sampled_from(["ei", "msms", "ms1"])),
        name=draw(values),
        identifier=draw(values),
        synonyms=tuple(draw(st.lists(values.filter(bool), max_size=2))) if draw(st.booleans()) else (),
        inchikey=draw(values),
        smiles=draw(values),
        formula=draw(values.map(lambda text: text.replace(" ", ""))),
        cas=draw(values.filter(lambda text: ";" not in text)),
        exact_mass=draw(optional),
        precursor_mz=draw(optional),
        precursor_type=draw(values),
        polarity=draw(st.sampled_from(["positive", "negative", ""])),
        collision_energy=draw(values),
        instrument=draw(values),
        instrument_type=draw(st.sampled_from(["", "LC-ESI-QTOF", "EI-B", "GC-EI-TOF"])),
        retention_index=draw(optional),
        retention_time=draw(optional),
        licence=draw(values),
        contributor=draw(values),
        splash=draw(values),
        other=tuple(draw(st.lists(st.tuples(other_keys, texts), max_size=4))),
    )


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    places = np.array(sorted(draw(st.sets(positive, min_size=1, max_size=30))))
    heights = draw(st.lists(st.floats(min_value=-10, max_value=1e6), min_size=places.size, max_size=places.size))
    return Trace(
        wavenumber=places,
        height=np.array(heights),
        technique=draw(st.sampled_from(["infrared", "raman"])),
        ordinate="intensity",
        name=draw(values),
        identifier=draw(values),
        cas=draw(values),
        other=tuple(draw(st.lists(st.tuples(other_keys, texts), max_size=3))),
    )
