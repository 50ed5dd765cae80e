"""Permits and complaints of a laboratory reach the organiser from its own node, and answers come back."""

import uuid
from datetime import date, timedelta

import pytest

from comity.base.clock import now
from comity.domains.exercises import services
from comity.domains.exercises.models import Case, Notice, Permit
from comity.domains.exercises.services.cases import answer_case, file_case
from comity.domains.exercises.services.permits import PermitDetails

UNTIL = date(2030, 6, 1)
TEXT = "The parcel was warm when it arrived."


def permit(**changes):
    made = {"id": str(uuid.uuid4()), "direction": "import", "state": "granted", "number": "IM 17"}
    return made | {"authority": "Ministry", "substances": ["cocaine"], "valid_until": UNTIL.isoformat()} | changes


def complaint(**changes):
    return {"id": str(uuid.uuid4()), "kind": "complaint", "text": TEXT, "at": now().isoformat()} | changes


def test_a_permit_is_on_file_at_the_organisers_and_follows_what_the_laboratory_says(visitor):
    visitor.accepted()
    said = permit(state="applied", number="", valid_until=None)
    visitor.asks(permits=[said])
    held = Permit.objects.get(enrolment=visitor.enrolment)
    assert (str(held.pk), held.state) == (said["id"], "applied")
    granted = permit(id=said["id"])
    visitor.asks(permits=[granted]), visitor.asks(permits=[granted])
    held.refresh_from_db()
    assert (held.state, held.number, held.valid_until, held.substances) == ("granted", "IM 17", UNTIL, ["cocaine"])
    assert Permit.objects.count() == 1
    visitor.asks()
    assert Permit.objects.count() == 1, "what is left out is not taken back"
    visitor.asks(permits=[permit(state="granted", number="")])
    assert visitor.other.codes() == ["permit-incomplete"]
    assert visitor.row().state == "enrolled"


def test_nobody_changes_a_permit_or_a_complaint_of_another_laboratory(visitor, agreed, take):
    from tests.domains.exercises.guests.conftest import Visitor

    visitor.accepted()
    mine, case = permit(), complaint()
    visitor.asks(permits=[mine], cases=[case])
    second = agreed("c.test")
    services.announce_round(visitor.stage.coordinator, visitor.stage.round.pk, [second.peer.pk])
    stranger = Visitor(second, visitor.stage)
    stranger.accepted()
    stranger.asks(permits=[mine | {"state": "refused"}], cases=[case | {"text": "I take everything back."}])
    assert (Permit.objects.get().state, Permit.objects.get().enrolment_id) == ("granted", visitor.row().pk)
    assert (Case.objects.get().text, Case.objects.get().laboratory_id) == (TEXT, visitor.row().laboratory_id)


def test_a_complaint_is_filed_once_and_its_answer_goes_home(visitor):
    visitor.accepted()
    said = complaint()
    for _ in range(2):
        visitor.asks(cases=[said])
    case = Case.objects.get()
    assert (str(case.pk), case.text, case.state) == (said["id"], TEXT, "open")
    answer_case(visitor.stage.coordinator, case.pk, answer="We send another one.", upheld=True)
    (told,) = visitor.other.heard("exercise-answer")[-1]["cases"]
    assert (told["id"], told["answer"], told["upheld"]) == (said["id"], "We send another one.", True)
    visitor.asks(cases=[said | {"text": "Something else altogether."}])
    case.refresh_from_db()
    assert (case.text, case.state) == (TEXT, "answered")


def test_who_does_not_take_part_files_nothing(visitor):
    visitor.asks(cases=[complaint()])
    assert not Case.objects.exists()


@pytest.fixture
def enrolled(host):
    return host.answers(host.requested())


def test_at_its_own_node_a_laboratory_notes_a_permit_and_the_organiser_hears_of_it(host, enrolled):
    details = PermitDetails("import", "granted", "IM 17", "Ministry", ["cocaine"], UNTIL)
    made = services.record_permit(host.manager(), enrolled.pk, details)
    (told,) = host.other.heard("exercise-enrolment")[-1]["permits"]
    assert told == permit(id=str(made.pk))
    assert host.other.heard("exercise-enrolment")[-1]["step"] == "requested"


def test_at_its_own_node_a_laboratory_complains_and_reads_the_answer(host, enrolled):
    laboratory = enrolled.laboratory_id
    case = file_case(host.manager(), host.round.pk, laboratory_id=laboratory, kind="complaint", text=TEXT)
    (told,) = host.other.heard("exercise-enrolment")[-1]["cases"]
    assert (told["id"], told["text"]) == (str(case.pk), TEXT)
    answered = {"id": str(case.pk), "answer": "We send another one.", "upheld": True, "at": now().isoformat()}
    later = answered | {"answer": "Changed later.", "at": (now() + timedelta(hours=1)).isoformat()}
    for one in (answered, later):
        host.answers(enrolled, cases=[one])
    case.refresh_from_db()
    assert (case.state, case.answer, case.upheld) == ("answered", "We send another one.", True)
    assert Notice.objects.filter(kind="answered", laboratory=laboratory).count() == 1
