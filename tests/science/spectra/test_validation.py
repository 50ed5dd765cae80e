"""Every finding of the check, each with its place."""

from __future__ import annotations

import io

import pytest

from comity.science.spectra.masses import formula_mass, ion_mz
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.splash import splash
from comity.science.spectra.trace import Trace
from comity.science.spectra.validation import Validator, check_spectrum, check_trace, is_cas_number

PEAKS = [(82.065, 120.0), (150.091, 33.0), (182.118, 999.0)]
KEY = "ZPUCINDJVBIVPJ-LJISPDSOSA-N"
COMPLETE = {
    "identifier": "X1",
    "name": "Cocaine",
    "formula": "C17H21NO4",
    "exact_mass": 303.1471,
    "inchikey": KEY,
    "cas": "50-36-2",
    "precursor_mz": 304.1543,
    "precursor_type": "[M+H]+",
    "polarity": "positive",
    "licence": "CC0",
    "smiles": "C",
}


def codes(structure_key=None, peaks=PEAKS, **changes):
    spectrum = Spectrum.from_peaks(peaks, **{**COMPLETE, **changes})
    return {flaw.code: flaw.severity for flaw in check_spectrum(spectrum, structure_key)}


def test_a_complete_record_has_no_flaw():
    assert codes(lambda _smiles: KEY) == {}


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"peaks": []}, "no-peaks", "error"),
        ({"peaks": [(50, 0)]}, "base-peak-zero", "error"),
        ({"peaks": [(50 + n / 10, 1) for n in range(2001)]}, "many-peaks", "warning"),
        ({"peaks": [(50, 1), (50.0001, 1)]}, "duplicate-peaks", "warning"),
        ({"other": (("Joined peaks", "2"),)}, "duplicate-peaks", "warning"),
        ({"peaks": [(50, 1), (400, 1)]}, "above-precursor", "warning"),
        ({"precursor_mz": None}, "no-precursor", "error"),
        ({"polarity": ""}, "no-polarity", "warning"),
        ({"precursor_mz": 326.1}, "precursor-mismatch", "error"),
        ({"precursor_mz": 304.10}, "precursor-mismatch", "warning"),
        ({"precursor_type": "[M+Na]+"}, "precursor-mismatch", "error"),
        ({"exact_mass": 303.2}, "mass-mismatch", "warning"),
        ({"cas": "50-36-3"}, "cas-checksum", "error"),
        ({"cas": "cocaine"}, "cas-checksum", "error"),
        ({"inchikey": "ZPUCINDJVBIVPJ"}, "inchikey-form", "error"),
        ({"splash": "splash10-0000-0000000000-00000000000000000000"}, "splash-mismatch", "error"),
        ({"licence": ""}, "no-licence", "note"),
        ({"identifier": ""}, "no-identifier", "note"),
        ({"name": "", "inchikey": ""}, "unnamed", "note"),
    ],
)
def test_each_flaw_by_itself(changes, code, severity):
    assert codes(**changes) == {code: severity}


def test_structure_and_key_are_compared_by_whoever_can_compute_them():
    assert codes(lambda _smiles: "") == {"smiles-unreadable": "error"}
    assert codes(lambda _smiles: "A" * 14 + KEY[14:]) == {"structure-mismatch": "error"}
    assert codes(lambda _smiles: KEY[:14] + "-UHFFFAOYSA-N") == {"stereo-mismatch": "note"}


def test_electron_ionisation_needs_no_precursor():
    assert codes(technique="ei", precursor_mz=None, polarity="") == {}


def test_curves_are_checked_too():
    short = Trace.from_points([(400, 1), (500, 2)], cas="50-36-3")
    assert [flaw.code for flaw in check_trace(short)] == ["few-points", "cas-checksum", "no-licence"]


def test_the_right_splash_is_accepted():
    spectrum = Spectrum.from_peaks(PEAKS)
    assert codes(splash=splash(spectrum.mz, spectrum.intensity)) == {}


def found(*texts):
    validator = Validator()
    findings = []
    for number, text in enumerate(texts):
        findings += validator.check_file(io.BytesIO(text.encode()), f"file{number}")
    return validator, [finding for finding in findings if finding.flaw.severity != "note"]


def record(name, cas, formula, peaks, identifier):
    rows = "\n".join(f"{mz} {height}" for mz, height in peaks)
    return f"Name: {name}\nCAS: {cas}\nFormula: {formula}\nID: {identifier}\nNum Peaks: {len(peaks)}\n{rows}\n\n"


def test_two_substances_under_one_cas_across_files():
    _, findings = found(record("A", "50-36-2", "C17H21NO4", PEAKS, 1), record("B", "50-36-2", "C10H15N", PEAKS[:2], 2))
    (finding,) = findings
    assert (finding.flaw.code, finding.file, finding.record) == ("substances-under-one-cas", "file1", 1)
    assert "file0:1" in finding.render()


def test_the_same_peaks_twice():
    same = record("A", "", "C17H21NO4", PEAKS, 1)
    _, findings = found(same + record("A", "", "C17H21NO4", PEAKS, 2) + record("B", "", "C10H15N", PEAKS, 3))
    assert [(finding.flaw.code, finding.record) for finding in findings] == [
        ("splash-twice", 2),
        ("splash-of-another", 3),
    ]


def test_an_identifier_twice():
    _, findings = found(record("A", "", "", PEAKS, 1) + record("B", "", "", PEAKS[:2], 1))
    assert [finding.flaw.code for finding in findings] == ["identifier-twice"]


def test_unusable_records_and_files_are_findings_with_their_place():
    validator, findings = found("Name: A\nNum Peaks: 1\n50 x\n\n" + record("B", "", "", PEAKS, 1), "")
    assert [(finding.flaw.code, finding.record, finding.line) for finding in findings] == [
        ("not-a-number", 1, 3),
        ("empty", 0, None),
    ]
    assert (validator.records, validator.unusable) == (2, 1)
    assert findings[0].to_data()["reason"] == "The intensity is not a number: “x”."


def test_cas_numbers_by_their_last_digit():
    assert all(map(is_cas_number, ["50-36-2", "58-08-2", "7732-18-5", "1972-08-3"]))
    assert not any(map(is_cas_number, ["58-08-3", "58-80-2", "580-8-2", "58-08-٢"]))


def test_masses_of_formulae_and_ions():
    assert formula_mass("C8H10N4O2") == pytest.approx(194.08038, abs=1e-5)  # caffeine
    assert formula_mass("C22H28N2O") == pytest.approx(336.22016, abs=1e-5)  # fentanyl
    assert [formula_mass(text) for text in ("", "C[13C]H4", "Zz", "H(OH)", "C99999999")] == [None] * 5
    assert ion_mz(194.08038, "[M+H]+") == pytest.approx(195.08765, abs=1e-4)
    assert ion_mz(194.08038, "[M+Na]+") == pytest.approx(217.06960, abs=1e-4)
    assert ion_mz(194.08038, "[2M+H]+") == pytest.approx(389.16803, abs=1e-4)
    assert ion_mz(194.08038, "[M-H]-") == pytest.approx(193.07310, abs=1e-4)
    assert ion_mz(194.08038, "[M+FA-H]-") == pytest.approx(239.07858, abs=1e-4)
    assert ion_mz(194.08038, "[M]+") == pytest.approx(194.07983, abs=1e-4)
    assert [ion_mz(194.0, text) for text in ("", "[M+X]+", "M+H", "[M+H]0+")] == [None] * 4
