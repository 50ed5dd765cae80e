"""The pages of handing in: what is saved, what is shown, and who finds nothing."""

import io
import re
import zipfile

import pytest
from django.test import Client

from comity.domains.exercises.models import Draft, Submission
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.submitting import submit_results
from tests.submission_round import COCAINE, GOOD, SCRIPT, close, move_deadline, open_round


@pytest.fixture
def made(house):
    return open_round(house)


@pytest.fixture
def as_person():
    def signed_in(actor):
        from comity.kernel.accounts.models import User

        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in


def sheet_of(made):
    return f"/exercises/entries/{made.enrolment.pk}/"


def typed(**cells):
    first = {"0-item": "A", "0-measurand": "cocaine", "0-unit": "g/100 g", "0-form": "base", "0-replicate": "1"}
    return {"lines": "1", "key": "k", **first, **{f"0-{name}": text for name, text in cells.items()}}


def test_a_deadline_that_passes_while_typing(made, as_person):
    """In the period of grace it counts; after it, it is late; after the close it stays a draft."""
    client = as_person(made.analyst)
    assert b"Deadline:" in client.get(sheet_of(made)).content
    move_deadline(made, minutes=5)
    page = client.post(sheet_of(made), typed(result="45,2") | {"do": "submit"}, follow=True)
    assert b"within the period of grace" in page.content
    move_deadline(made, days=1)
    assert b"do not enter the consensus" in client.get(sheet_of(made)).content
    page = client.post(sheet_of(made), typed(result="45,3") | {"do": "submit"}, follow=True)
    assert b"late" in page.content
    assert list(Submission.objects.order_by("version").values_list("late", "nominated")) == [
        (False, True),
        (True, False),
    ]
    close(made)
    page = client.post(sheet_of(made), typed(result="45,4") | {"do": "submit"})
    assert page.status_code == 422
    assert b"The round is closed" in page.content
    assert b'value="45,4"' in page.content
    assert Draft.objects.get().rows[0]["result"] == "45,4"
    assert Submission.objects.count() == 2


def test_a_second_click_gives_the_same_receipt_and_a_correction_a_new_one(made, as_person):
    client = as_person(made.analyst)
    addresses = [
        client.post(sheet_of(made), typed(result=result) | {"do": "submit"}).url for result in ("45,2", "45,2", "45,3")
    ]
    assert addresses[0] == addresses[1] != addresses[2]


def test_faults_come_back_with_what_was_typed(made, as_person):
    page = as_person(made.analyst).post(
        sheet_of(made), typed(result="1,234", uncertainty="viel", comment=SCRIPT) | {"do": "submit"}
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="1,234"' in text
    assert 'value="viel"' in text
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text
    assert Draft.objects.get().rows[0]["comment"] == SCRIPT


def test_who_guesses_gets_the_page_of_what_does_not_exist(made, as_person):
    first = submit_results(made.analyst, made.enrolment.pk, GOOD)
    nowhere = "00000000-0000-4000-8000-000000000000"
    paths = [
        "entries/{}/",
        "entries/{}/drafts/",
        "entries/{}/upload/",
        "entries/{}/template.csv",
        "entries/{}/template.xlsx",
    ]
    receipts = ["receipts/{}/", "receipts/{}/receipt.json", "receipts/{}/nominate/", "receipts/{}/verdict/"]
    for actor in (made.stranger, made.coordinator, made.colleague):
        client = as_person(actor)
        own = actor is made.colleague
        for path, real in [*((p, made.enrolment.pk) for p in paths if not own), *((p, first.pk) for p in receipts)]:
            answers = [client.get("/exercises/" + path.format(one)) for one in (real, nowhere)]
            assert [answer.status_code for answer in answers] == [404, 404], path
            plain = [
                answer.content.replace(str(one).encode(), b"")
                for answer, one in zip(answers, (real, nowhere), strict=True)
            ]
            bodies = [re.sub(rb'value="[A-Za-z0-9]{64}"', b"", body) for body in plain]  # the form's token
            assert bodies[0] == bodies[1], path
        posted = client.post(f"/exercises/entries/{made.enrolment.pk}/autosave/", {}) if not own else None
        assert posted is None or posted.status_code == 404


def test_a_receipt_is_found_by_its_digest_and_only_by_ones_own(made, as_person):
    first = submit_results(made.analyst, made.enrolment.pk, GOOD)
    address = "/exercises/receipts/verify/"
    found = as_person(made.analyst).post(address, {"digest": first.receipt_digest.upper()})
    assert b"This is the receipt of version 1" in found.content
    for actor in (made.stranger, made.colleague):
        assert b"No submission" in as_person(actor).post(address, {"digest": first.receipt_digest}).content
    client = as_person(made.analyst)
    file = client.get(f"/exercises/receipts/{first.pk}/receipt.json").content
    assert b"This is the receipt" in client.post(address, {"file": io.BytesIO(file)}).content
    assert b"No submission" in client.post(address, {"file": io.BytesIO(file.replace(b"45,2", b"45,3"))}).content


def test_a_spreadsheet_comes_back_as_a_submission_or_as_the_page_with_its_faults(made, as_person):
    client = as_person(made.analyst)
    template = client.get(f"{sheet_of(made)}template.csv").content.decode("utf-8-sig")
    lines = template.splitlines()

    def send(result):
        cells = lines[1].split(",")
        cells[lines[0].split(",").index("result")] = result
        cells[lines[0].split(",").index("unit")], cells[lines[0].split(",").index("form")] = "mg/g", "base"
        file = io.BytesIO("\n".join([lines[0], ",".join(cells), *lines[2:]]).encode())
        file.name = "r.csv"
        return client.post(f"{sheet_of(made)}upload/", {"key": "k", "file": file})

    faulty = send("forty")
    assert faulty.status_code == 422
    assert b'value="forty"' in faulty.content
    assert Draft.objects.get().rows[0]["result"] == "forty"
    assert send("452.1").status_code == 302
    assert Submission.objects.get().source == "spreadsheet"


def test_a_spreadsheet_bomb_is_answered_in_words(made, as_person):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    stream.seek(0)
    stream.name = "<b>bomb</b>.xlsx"
    answer = as_person(made.analyst).post(f"{sheet_of(made)}upload/", {"key": "k", "file": stream})
    assert answer.status_code == 422
    assert b"far more than a laboratory" in answer.content
    assert b"<b>bomb" not in answer.content


def test_earlier_drafts_can_be_taken_back(made, as_person):
    save_draft(made.analyst, made.enrolment.pk, [{**COCAINE, "result": "1"}])
    save_draft(made.analyst, made.enrolment.pk, [{**COCAINE, "result": "2"}])
    client = as_person(made.analyst)
    assert b"Version 1" in client.get(f"{sheet_of(made)}drafts/").content
    client.post(f"{sheet_of(made)}drafts/", {"version": "1"})
    assert Draft.objects.get().rows[0]["result"] == "1"


def test_rows_that_fit_nothing_are_shown_and_come_back(made, as_person):
    save_draft(made.analyst, made.enrolment.pk, [{"item": "Q", "measurand": "cocaine", "result": "9"}])
    page = as_person(made.analyst).get(sheet_of(made)).content
    assert b"Rows that fit nothing asked" in page
    assert b'value="Q"' in page


def test_what_waits_is_said_on_the_home_page_until_it_is_done(made, as_person):
    client = as_person(made.analyst)
    assert sheet_of(made) in client.get("/").content.decode()
    submit_results(made.analyst, made.enrolment.pk, GOOD)
    assert sheet_of(made) not in client.get("/").content.decode()


def test_the_page_costs_the_same_queries_however_much_was_submitted(made, as_person, django_assert_max_num_queries):
    client = as_person(made.manager)
    for _ in range(5):
        submit_results(made.analyst, made.enrolment.pk, GOOD)
    with django_assert_max_num_queries(25):
        client.get(sheet_of(made))


def test_visitors_are_asked_to_sign_in(made):
    answer = Client().get(sheet_of(made))
    assert answer.status_code == 302
    assert "login" in answer.url


def test_numbers_of_lines_that_are_none_are_taken_as_nothing(made, as_person):
    for lines in ("-1", "x", "99999999999", "²", ""):
        answer = as_person(made.analyst).post(sheet_of(made), {"lines": lines, "do": "save"})
        assert answer.status_code == 302
