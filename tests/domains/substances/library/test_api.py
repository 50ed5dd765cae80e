"""The library for programs: the same services and the same rule as the pages."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.accounts.models import User
from comity.kernel.handling.label_data import to_data
from tests.domains.substances.library.conftest import as_msp, clear, measured, only_own

pytestmark = pytest.mark.django_db
HERE = "/api/v1/substances/spectra"


@pytest.fixture
def program():
    """Calls the interface as whoever an actor is."""

    def of(actor):
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(pk=actor.user_id), backend=backend)
        return client

    return of


def query(seed=2):
    spectrum = measured(seed)
    peaks = [list(pair) for pair in zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), strict=True)]
    return {"peaks": peaks, "precursor_mz": 400.1, "precursor_type": "[M+H]+"}


def post(client, path, data):
    return client.post(f"{HERE}{path}", json.dumps(data), content_type="application/json")


def test_a_file_goes_in_and_comes_out_again(analyst, program, committed):
    client = program(analyst)
    text = as_msp(measured(2), "Invented", "A") + "Name: Bad\nNum Peaks: 1\nfifty 9\n"
    file = SimpleUploadedFile("two.msp", text.encode())
    with committed():
        answer = client.post(HERE, {"file": file, "label": json.dumps(to_data(clear(analyst))), "country": "NL"})
    assert answer.status_code == 200, answer.content
    [key] = answer.json()["added"]
    assert [one["record"] for one in answer.json()["left_out"]] == [2]
    assert client.get(f"{HERE}/{key}").json()["peaks"][0][0] == pytest.approx(measured(2).mz[0])
    assert b"Invented" in client.get(f"{HERE}/{key}/msp").content
    found = post(client, "/search", query()).json()
    assert (found["hits"][0]["spectrum"]["id"], found["library"]) == (key, 1)


def test_an_unknown_is_hidden_from_others(analyst, neighbour, program, committed):
    with committed():
        kept = post(program(analyst), "/unknown", query(7) | {"label": to_data(only_own(analyst))})
    assert kept.status_code == 201, kept.content
    key = kept.json()["id"]
    other = program(neighbour)
    assert other.get(f"{HERE}/{key}").status_code == 404
    assert other.get(HERE).json()["items"] == []
    assert post(other, "/search", query(7)).json()["hits"] == []
    for path, data in (
        ("withdraw", {"reason": "x"}),
        ("label", {"reason": "x", "label": to_data(only_own(neighbour))}),
    ):
        assert post(other, f"/{key}/{path}", data).status_code == 404
    assert post(other, f"/{key}/publish", {}).status_code == 404
    assert program(analyst).get(HERE, {"unknown": "true"}).json()["items"][0]["id"] == key


@pytest.mark.parametrize("broken", [{"peaks": []}, {"peaks": [[1.0]]}, {"peaks": [[-5.0, 1.0]]}, {"mode": "guess"}])
def test_what_cannot_be_searched_is_said(analyst, program, broken):
    answer = post(program(analyst), "/search", query() | broken)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_label_that_is_no_label_is_refused(analyst, program):
    file = io.BytesIO(as_msp(measured(2), "Invented", "A").encode())
    file.name = "one.msp"
    assert program(analyst).post(HERE, {"file": file, "label": "green"}).status_code in (400, 422)
    assert LibrarySpectrum.objects.count() == 0


def test_nobody_comes_in_without_an_account():
    assert Client().get(HERE).status_code == 401
    assert post(Client(), "/search", query()).status_code == 401
