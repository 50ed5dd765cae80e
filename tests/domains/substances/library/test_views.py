"""The search page without a script: a file or pasted peaks, hits that the reader may see, an unknown in two clicks."""

import html
import io
import re
import uuid

import pytest
from django.test import Client

from comity.base.clock import now
from comity.domains.substances.library import services
from comity.domains.substances.models import LibrarySpectrum, PeerAnswer
from tests.domains.substances.library.conftest import as_msp, clear, entries, measured, only_own

pytestmark = pytest.mark.django_db
SEARCH = "/substances/search/"


def pasted(spectrum):
    return "\n".join(f"{mz} {height}" for mz, height in zip(spectrum.mz, spectrum.intensity, strict=True))


def query(seed=2, **more):
    return {"peaks": pasted(measured(seed)), "technique": "msms", "precursor_mz": "400.1", "mode": "identity"} | more


@pytest.mark.usefixtures("filled")
def test_pasted_peaks_find_the_spectrum_with_its_mirror(analyst, browser_of):
    answer = browser_of(analyst).post(SEARCH, query())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Invented 2" in text
    assert "<svg" in text
    assert "style=" not in text.split("<svg", 1)[1].split("</svg>")[0]


@pytest.mark.usefixtures("filled")
def test_a_file_is_searched_and_stays_in_the_page(analyst, browser_of):
    file = io.BytesIO(as_msp(measured(3), "Query", "Q").encode())
    file.name = "query.msp"
    answer = browser_of(analyst).post(SEARCH, {"file": file})
    assert "Invented 3" in answer.content.decode()
    assert f"{measured(3).mz[0]:.12g}" in answer.content.decode()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("peaks", ["", "58 nine", "x" * 400_001])
def test_what_cannot_be_read_is_said_beside_the_field(analyst, browser_of, peaks):
    answer = browser_of(analyst).post(SEARCH, {"peaks": peaks})
    assert answer.status_code == 422


def test_a_hidden_hit_leaves_no_trace(analyst, neighbour, browser_of, committed):
    with committed():
        services.add_spectra(analyst, entries(as_msp(measured(1), "Open one", "A")), clear(analyst))
    before = browser_of(neighbour).post(SEARCH, query(2, mode="open")).content.decode()
    with committed():
        services.add_spectra(analyst, entries(as_msp(measured(2), "Hidden one", "B")), only_own(analyst))
    after = browser_of(neighbour).post(SEARCH, query(2, mode="open")).content.decode()
    assert "Hidden one" not in after
    strip = lambda text: "".join(line for line in text.splitlines() if "csrf" not in line.lower())  # noqa: E731 - here only
    assert strip(before) == strip(after)
    assert "Hidden one" in browser_of(analyst).post(SEARCH, query(2, mode="open")).content.decode()


def filled_form(page, submits):
    """What a browser would send from the form that has this button: every field with the value that it has."""
    forms = re.findall(r"<form.*?</form>", page.content.decode(), flags=re.DOTALL)
    (form,) = [one for one in forms if submits in one]
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*hidden[^>]*>\s*([^<]*)</textarea>', form))
    sent |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]*checked', form))
    chosen = r'<select name="([^"]+)"(?:(?!</select>).)*?value="([^"]*)" selected'
    sent |= dict(re.findall(chosen, form, re.DOTALL))
    return {name: html.unescape(value) for name, value in sent.items()}


def test_an_unknown_is_kept_in_two_clicks(analyst, browser_of):
    """From the answer to a search: one button, then one button of a form that needs nothing typed."""
    client = browser_of(analyst)
    hits = client.post(SEARCH, query(9))
    clicks = [f'formaction="{SEARCH}save/"', 'name="keep" value="yes"']
    asked = client.post(SEARCH + "save/", filled_form(hits, clicks[0]))
    answer = client.post(SEARCH + "save/", filled_form(asked, clicks[1]))
    assert answer.status_code == 302, "kept after the second click, with nothing typed"
    assert len(clicks) == 2
    row = LibrarySpectrum.objects.get()
    assert (row.is_unknown, row.label.tlp, row.peak_count) == (True, "AMBER+STRICT", measured(9).mz.size)


def test_an_unknown_is_kept_with_where_it_is_from(analyst, browser_of):
    client = browser_of(analyst)
    assert client.post(SEARCH + "save/", query(9)).status_code == 200
    label = {"tlp": "AMBER+STRICT", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    answer = client.post(SEARCH + "save/", query(9) | label | {"keep": "yes", "country": "NL"})
    row = LibrarySpectrum.objects.get()
    assert answer.headers["Location"] == f"/substances/spectra/{row.pk}/"
    assert (row.country, row.is_unknown, row.label.tlp) == ("NL", True, "AMBER+STRICT")
    shown = client.get(answer.headers["Location"])
    assert row.provisional_code in shown.content.decode()


def test_every_page_of_a_hidden_spectrum_is_not_there(analyst, neighbour, browser_of):
    row = services.save_unknown(analyst, measured(5), only_own(analyst))
    client = browser_of(neighbour)
    for page in ("", "label/", "withdraw/", "spectrum.msp"):
        assert client.get(f"/substances/spectra/{row.pk}/{page}").status_code == 404
    assert row.provisional_code not in client.get("/substances/spectra/").content.decode()
    assert row.provisional_code in browser_of(analyst).get("/substances/spectra/").content.decode()


def test_files_are_added_with_what_was_left_out(analyst, browser_of):
    file = io.BytesIO((as_msp(measured(1), "Good", "G") + "Name: Bad\nNum Peaks: 1\nfifty 9\n").encode())
    file.name = "two.msp"
    label = {"tlp": "CLEAR", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    answer = browser_of(analyst).post("/substances/spectra/add/", {"file": file} | label)
    assert answer.status_code == 200
    assert LibrarySpectrum.objects.get().identifier == "G"
    assert "fifty" in answer.content.decode()


def test_a_spectrum_goes_out_as_msp_and_back(analyst, browser_of, filled):
    text = browser_of(analyst).get(f"/substances/spectra/{filled[0].pk}/spectrum.msp").content
    assert b"Invented 1" in text


def test_releasing_shows_the_audience_first(analyst, browser_of):
    row = services.save_unknown(analyst, measured(5), only_own(analyst))
    client, page = browser_of(analyst), f"/substances/spectra/{row.pk}/label/"
    label = {"tlp": "GREEN", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    told = client.post(page, label | {"reason": "Released"}).content.decode()
    assert "Who will receive this" in told
    client.post(page, label | {"reason": "Released", "confirmed": "yes"})
    row.refresh_from_db()
    assert row.label.tlp == "GREEN"


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ({"provisional_code": "U-2026-AAAAAAA"}, "U-2026-AAAAAAA"),
        ({"name": "Invented <9>"}, "Invented &lt;9&gt;"),
        ({}, "EQ9"),
    ],
)
def test_an_answer_is_shown_by_whatever_name_its_record_has(analyst, browser_of, named, shown):
    record = {"identifier": "EQ9", **named}
    hit = {"disclosed": "record", "score": 0.9, "matched_peaks": 7, "label": {"tlp": "AMBER"}, "record": record}
    row = PeerAnswer.objects.create(
        question=uuid.uuid4(),
        asked_by=analyst.party_id,
        asked_at=now(),
        peer=uuid.uuid4(),
        node="b.test/log",
        state="answered",
        hits=[hit],
    )
    answer = browser_of(analyst).get(f"/substances/questions/{row.question}/")
    assert answer.status_code == 200
    assert f"<bdi>{shown}</bdi>" in answer.content.decode()


def test_visitors_are_asked_to_sign_in():
    for page in ("search/", "spectra/", "spectra/add/"):
        assert Client().get(f"/substances/{page}").status_code == 302


def test_the_navigation_says_spectra_on_their_list_too(analyst, browser_of):
    text = browser_of(analyst).get("/substances/spectra/").content.decode()
    assert f'<a href="{SEARCH}" aria-current="page">' in text
    assert '<a href="/substances/" aria-current="page">' not in text
