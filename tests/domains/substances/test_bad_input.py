"""What laboratories really send by mistake, through page, program and command: a clear error with its place, nothing
lost, nothing half-written (issue "Seen once, known everywhere", section 5)."""

import base64
import gzip
import html
import io
import zipfile
import zlib

import numpy as np
import pytest

from comity.domains.substances import services
from comity.domains.substances.library import index
from comity.domains.substances.models import LibrarySpectrum, Report, Substance
from comity.domains.substances.values import SubstanceValues
from tests.domains.substances.cases import COCAINE, finding, seizure
from tests.domains.substances.library.conftest import as_msp, measured

LABEL = {"tlp": "CLEAR", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
GOOD = as_msp(measured(1), "Good", "G")
VENDOR = {
    "Agilent .D as zip": (b"PK\x03\x04", "run.D.zip"),
    "Thermo raw": (b"\x01\xa1F\x00i\x00n\x00n\x00i\x00g\x00a\x00n\x00" + bytes(64), "run.raw"),
    "OLE (Sciex wiff, Word)": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "run.wiff"),
    "netCDF (ANDI-MS)": (b"CDF\x01" + bytes(200), "run.cdf"),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(200), "run.mzMLb"),
    "PDF": (b"%PDF-1.7\n" + b"1 0 obj\n" * 20, "report.pdf"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "spectrum.png"),
    "text without numbers": (b"Dear colleague, please find attached the spectrum.\n", "mail.txt"),
    "HTML": (b"<!doctype html><html><body>404</body></html>", "download.msp"),
    "nothing": (b"", "empty.msp"),
}


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path


def add(browser_of, actor, content, name):
    """By page; the page's words."""
    file = io.BytesIO(content)
    file.name = name
    answer = browser_of(actor).post("/substances/spectra/add/", {"file": file} | LABEL)
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def by_program(browser_of, actor, content, name):
    import json

    file = io.BytesIO(content)
    file.name = name
    label = {"tlp": "CLEAR", "originator": str(actor.party_id)}
    return browser_of(actor).post("/api/v1/substances/spectra", {"file": file, "label": json.dumps(label)})


@pytest.mark.parametrize("kind", VENDOR)
def test_a_file_of_the_wrong_kind(browser_of, analyst, kind):
    content, name = VENDOR[kind]
    if kind.endswith("zip"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("AcqData/MSScan.bin", b"\x00" * 100)
        content = stream.getvalue()
    page = add(browser_of, analyst, content, name)
    answer = by_program(browser_of, analyst, content, name)
    if content:
        (said,) = answer.json()["left_out"]
        assert (answer.status_code, said["record"]) == (200, 1)
        assert said["reason"] in html.unescape(page), "the page gives the same reason"
    else:
        assert answer.status_code in (200, 422)
        assert "empty" in page
    assert not LibrarySpectrum.objects.exists()


def mzml(*, cut=None, count=8):
    """A small whole mzML, or one that breaks off."""

    def binary(values, accession, name):
        packed = base64.b64encode(zlib.compress(np.asarray(values, "<f8").tobytes())).decode()
        return (
            f'<binaryDataArray encodedLength="{len(packed)}">'
            '<cvParam cvRef="MS" accession="MS:1000523" name="64-bit float"/>'
            '<cvParam cvRef="MS" accession="MS:1000574" name="zlib compression"/>'
            f'<cvParam cvRef="MS" accession="{accession}" name="{name}"/><binary>{packed}</binary></binaryDataArray>'
        )

    spectra = "".join(
        f'<spectrum index="{number}" id="scan={number + 1}" defaultArrayLength="{count}">'
        '<cvParam cvRef="MS" accession="MS:1000511" name="ms level" value="2"/>'
        '<precursorList count="1"><precursor><selectedIonList count="1"><selectedIon>'
        '<cvParam cvRef="MS" accession="MS:1000744" name="selected ion m/z" value="300.1"/>'
        "</selectedIon></selectedIonList></precursor></precursorList>"
        f'<binaryDataArrayList count="2">{binary(np.arange(count) * 10 + 50 + number, "MS:1000514", "m/z array")}'
        f"{binary(np.arange(count) + 1, 'MS:1000515', 'intensity array')}</binaryDataArrayList></spectrum>"
        for number in range(3)
    )
    text = (
        '<?xml version="1.0" encoding="utf-8"?><mzML xmlns="http://psi.hupo.org/ms/mzml" version="1.1.0"><run id="r">'
        f'<spectrumList count="3" defaultDataProcessingRef="d">{spectra}</spectrumList></run></mzML>'
    )
    return text[: int(len(text) * cut)].encode() if cut else text.encode()


def test_a_whole_mzml_is_taken(browser_of, analyst):
    add(browser_of, analyst, mzml(), "run.mzML")
    assert LibrarySpectrum.objects.count() == 3


def test_a_truncated_mzml_keeps_what_was_whole_and_says_where_it_ends(browser_of, analyst):
    answer = by_program(browser_of, analyst, mzml(cut=0.7), "run.mzML").json()
    assert 1 <= len(answer["added"]) < 3
    assert LibrarySpectrum.objects.count() == len(answer["added"])
    (said,) = answer["left_out"]
    assert said["record"] == len(answer["added"]) + 1
    assert said["reason"]


def test_10_280_peaks_are_kept_and_too_many_are_refused(browser_of, analyst):
    def record(peaks, name):
        rows = "".join(f"{50 + 0.05 * number:.4f} {1 + number % 900}\n" for number in range(peaks))
        return f"Name: {name}\nID: {name}\nNum Peaks: {peaks}\n{rows}\n"

    answer = by_program(browser_of, analyst, (record(10_280, "many") + record(60_000, "more") + GOOD).encode(), "m.msp")
    said = answer.json()
    assert {one.identifier: one.peak_count for one in LibrarySpectrum.objects.all()}["many"] == 10_280
    assert "more" not in {one.identifier for one in LibrarySpectrum.objects.all()}
    assert any("peaks" in one["reason"] for one in said["left_out"])


@pytest.mark.parametrize(
    "line", ["50.1 -9", "50.1 NaN", "50.1 inf", "fifty 9", "-50.1 9", "50.1", "0x32 9", "1_000 9", "50,1,2 9"]
)
def test_a_peak_that_is_none_names_record_and_line_and_the_others_are_kept(browser_of, analyst, line):
    faulty = f"Name: Bad\nID: B\nNum Peaks: 2\n40.1 5\n{line}\n\n"
    first = as_msp(measured(2), "First", "F")
    answer = by_program(browser_of, analyst, (first + faulty + GOOD).encode(), "three.msp").json()
    assert {one.identifier for one in LibrarySpectrum.objects.all()} == {"F", "G"}
    said = answer["left_out"]
    assert [one["record"] for one in said] == [2]
    assert said[0]["reason"]
    bad_line = first.count("\n") + 5
    assert said[0]["line"] in (None, bad_line, bad_line - 1, bad_line - 2, bad_line - 3, bad_line - 4)


def test_a_bomb_is_refused_and_nothing_is_kept(browser_of, analyst):
    bomb = gzip.compress((GOOD + "#" + " " * 90_000_000).encode())
    assert len(bomb) < 8 * 2**20
    answer = by_program(browser_of, analyst, bomb, "bomb.msp.gz")
    assert answer.status_code in (200, 422)
    text = answer.content.decode()
    assert "left_out" in text or "problem" in answer["Content-Type"]
    assert LibrarySpectrum.objects.count() <= 1
    if answer.status_code == 200:
        assert answer.json()["left_out"][-1]["reason"]


def test_without_a_precursor_it_is_refused_for_the_library_with_its_reason(browser_of, analyst):
    text = (
        GOOD.replace("PrecursorMZ: 400.1\n", "")
        .replace("Precursor_type: [M+H]+\n", "")
        .replace("Good", "Bad")
        .replace("ID: G", "ID: B")
    )
    answer = by_program(browser_of, analyst, (text + GOOD).encode(), "g.msp").json()
    assert [(one["record"], one["code"]) for one in answer["left_out"]] == [(1, "no-precursor")]
    assert LibrarySpectrum.objects.get().name == "Good"


def test_without_a_precursor_it_is_searched_which_is_said_and_can_be_kept(
    browser_of, analyst, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        by_program(browser_of, analyst, GOOD.encode(), "g.msp")
    peaks = "\n".join(f"{mz} {height}" for mz, height in zip(measured(1).mz, measured(1).intensity, strict=True))
    query, client = {"peaks": peaks, "technique": "msms"}, browser_of(analyst)
    page = client.post("/substances/search/", query).content.decode()
    assert "names no precursor" in page
    assert "Good" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/substances/search/save/", query | LABEL | {"keep": "yes"}).status_code == 302
    kept = LibrarySpectrum.objects.exclude(provisional_code="").get()
    assert kept.precursor_mz is None
    assert kept.number in index.in_step().numbers.tolist()


def test_a_page_that_fails_half_way_keeps_nothing(browser_of, analyst, monkeypatch):
    from comity.domains.substances.library import services as library

    def broken(*_given, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(library.audit, "record", broken)
    file = io.BytesIO(GOOD.encode())
    file.name = "g.msp"
    client = browser_of(analyst)
    client.raise_request_exception = False
    assert client.post("/substances/spectra/add/", {"file": file} | LABEL).status_code == 500
    assert not LibrarySpectrum.objects.exists()


def test_two_substances_under_one_cas_are_told_apart_by_structure_or_refused(browser_of, keeper, cocaine):
    typed = {"name": "Coke", "cas": "50-36-2", "effect_group": "not assigned"}
    refused = browser_of(keeper).post("/substances/new/", typed)
    assert refused.status_code == 422
    assert "Cocaine" in refused.content.decode()
    assert Substance.objects.count() == 1
    other = COCAINE.smiles.replace("C1C(OC", "[C@@H]1[C@H](OC")
    made = services.register_substance(keeper, SubstanceValues("l-Cocaine", smiles=other, cas="50-36-2"))
    page = browser_of(keeper).get(f"/substances/{made.pk}/").content.decode()
    assert "same CAS number" in page
    assert cocaine.name in browser_of(keeper).get("/substances/shared-cas/").content.decode()


def test_free_text_never_becomes_a_substance(browser_of, analyst, keeper, cocaine):
    before = Substance.objects.count()
    with pytest.raises(Exception, match="Confirm which substance"):
        services.file_report(analyst, seizure(analyses=(finding(cocaine, substance=None, as_reported="kokayna"),)))
    text = "kind,own_reference,happened_on,country,substance\nseizure,A-1,2026-05-17,NL,kokayna\n"
    outcome = services.import_reports(analyst, text.encode(), "r.csv")
    assert outcome.faults[0].code == "substance-unconfirmed"
    assert "Cocaine" in outcome.faults[0].remedy.render("en"), "what could be meant is offered"
    assert (Substance.objects.count(), Report.objects.count()) == (before, 0)
