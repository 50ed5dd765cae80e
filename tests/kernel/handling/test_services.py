import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.models import LabelChange
from comity.kernel.handling.queries import get_visible, label_changes, redacted
from comity.kernel.handling.services import decide_release, give_label, set_field_label, set_label
from tests.labelled.models import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(house):
    return {
        name: house.actor(name.title(), getattr(house, name), Role.LABORATORY_MANAGER)
        for name in ("laboratory", "institute", "ministry", "operator")
    }


def own(actor, tlp="GREEN", **more):
    return Label(tlp, str(actor.party_id), **more)


def make(actor, label, **more):
    note = give_label(actor, Note(title="note", place="Dock 7"), label, **more)
    note.save()
    return note


def code(error, act):
    with pytest.raises(error) as raised:
        act()
    return raised.value.code


def test_only_the_originator_labels(people):
    make(people["laboratory"], own(people["laboratory"]))
    assert code(NotAllowedError, lambda: make(people["institute"], own(people["laboratory"]))) == "not-the-originator"
    assert make(Actor.system("received"), own(people["laboratory"])).pk


def test_observers_do_not_label(house):
    observer = house.actor("Obi", house.laboratory, Role.OBSERVER)
    assert code(NotAllowedError, lambda: make(observer, own(observer))) == "not-allowed"


def test_a_change_is_recorded_and_seen_by_whoever_sees_the_record(people):
    note = make(people["laboratory"], own(people["laboratory"]))
    set_label(people["laboratory"], note, own(people["laboratory"], "CLEAR"), " The  case is closed ")
    note.refresh_from_db()
    assert note.handling.tlp is Tlp.CLEAR
    change = label_changes(Note.objects.all(), people["institute"], note.pk).get()
    assert (change.before.tlp, change.after.tlp, change.reason) == ("GREEN", "CLEAR", "The case is closed")
    assert list(AuditEntry.objects.filter(object_ref=note.reference).values_list("verb", flat=True)) == [
        "label record",
        "change label",
    ]
    set_label(people["laboratory"], note, note.handling, "Looked at again")
    assert LabelChange.objects.count() == 1, "the same label again is no change"


def test_others_change_nothing_and_learn_nothing(people):
    seen, hidden = (
        make(people["laboratory"], own(people["laboratory"])),
        make(people["laboratory"], own(people["laboratory"], "RED")),
    )
    wanted = own(people["laboratory"], "CLEAR")
    assert code(NotAllowedError, lambda: set_label(people["institute"], seen, wanted, "x")) == "not-the-originator"
    assert code(NotFoundError, lambda: set_label(people["institute"], hidden, wanted, "x")) == "not-found"
    absent = Note(title="absent", label=hidden.label)
    assert code(NotFoundError, lambda: set_label(people["institute"], absent, wanted, "x")) == "not-found"
    assert code(NotFoundError, lambda: set_field_label(people["institute"], hidden, "/place", None, "x")) == "not-found"
    assert code(NotFoundError, lambda: label_changes(Note.objects.all(), people["institute"], hidden.pk)) == "not-found"
    assert LabelChange.objects.count() == 0


def test_what_is_refused(people):
    note, actor = make(people["laboratory"], own(people["laboratory"])), people["laboratory"]
    for reason in ("", "  ", "x" * 501):
        assert code(InputError, lambda reason=reason: set_label(actor, note, own(actor), reason)) == "reason-missing"
    assert code(InputError, lambda: set_label(actor, note, own(people["institute"]), "x")) == "originator-fixed"
    assert code(InputError, lambda: set_field_label(actor, note, "place", own(actor, "RED"), "x")) == "field-unknown"


def test_nothing_weaker_than_its_sources_without_their_release(people):
    laboratory, institute, ministry = people["laboratory"], people["institute"], people["ministry"]
    listed = frozenset({str(laboratory.party_id), str(ministry.party_id)})
    source = make(institute, own(institute, "AMBER", releasable_to=listed))
    made = make(laboratory, own(laboratory, "CLEAR"), sources=[source])
    assert made.handling.tlp is Tlp.AMBER
    assert made.handling.releasable_to == listed | {str(institute.party_id)}
    wider = own(laboratory, "GREEN")
    assert code(ConflictError, lambda: set_label(laboratory, made, wider, "Wider")) == "weaker-than-sources"
    set_label(laboratory, made, own(laboratory, "RED", releasable_to=listed), "Narrower is free")
    set_label(laboratory, made, own(laboratory, "AMBER", releasable_to=listed), "And back to where it was")
    decide_release(institute, made, wider, "We agree")
    assert (
        code(ConflictError, lambda: set_label(laboratory, made, own(laboratory, "CLEAR"), "Other"))
        == "weaker-than-sources"
    )
    set_label(laboratory, made, wider, "Wider")
    made.refresh_from_db()
    assert made.handling.tlp is Tlp.GREEN
    assert str(institute.party_id) in made.handling.contributors


def test_only_contributors_decide_and_others_learn_nothing(people):
    laboratory, institute = people["laboratory"], people["institute"]
    source = make(institute, own(institute))
    made = make(laboratory, own(laboratory), sources=[source])
    for actor, note in (
        (people["operator"], made),
        (institute, source),
        (institute, Note(title="x", label=source.label)),
    ):
        assert (
            code(NotFoundError, lambda actor=actor, note=note: decide_release(actor, note, own(laboratory), "x"))
            == "not-found"
        )


def test_an_analyst_does_not_decide_a_release(house, people):
    made = make(
        people["laboratory"], own(people["laboratory"]), sources=[make(people["institute"], own(people["institute"]))]
    )
    analyst = house.actor("Ann", house.institute, Role.ANALYST)
    assert code(NotAllowedError, lambda: decide_release(analyst, made, own(people["laboratory"]), "x")) == "not-allowed"


def test_what_one_cannot_see_one_cannot_have_used(people):
    hidden = make(people["institute"], own(people["institute"], "RED"))
    assert (
        code(NotFoundError, lambda: make(people["laboratory"], own(people["laboratory"]), sources=[hidden]))
        == "not-found"
    )


def test_labels_of_fields_that_the_author_saw_count_too(people):
    laboratory, institute = people["laboratory"], people["institute"]
    source = make(institute, own(institute))
    set_field_label(
        institute, source, "/place", own(institute, "RED", releasable_to=frozenset({str(laboratory.party_id)})), "Place"
    )
    made = make(laboratory, own(laboratory, "CLEAR"), sources=[source])
    assert made.handling.tlp is Tlp.RED
    stranger = make(people["operator"], own(people["operator"], "CLEAR"), sources=[source])
    assert stranger.handling.tlp is Tlp.GREEN, "the operator never saw the place"


def test_a_purpose_is_stated(people):
    laboratory, institute = people["laboratory"], people["institute"]
    note = make(institute, own(institute, purposes=frozenset({"quality-assurance"})))
    assert code(NotFoundError, lambda: get_visible(Note.objects.all(), laboratory, note.pk)) == "not-found"
    assert get_visible(Note.objects.all(), laboratory, note.pk, purpose="quality-assurance") == note
    refused = lambda: set_label(laboratory, note, own(institute), "x", purpose="quality-assurance")  # noqa: E731 - short
    assert code(NotAllowedError, refused) == "not-the-originator"


def test_fields(people):
    laboratory, institute = people["laboratory"], people["institute"]
    note = make(laboratory, own(laboratory))
    set_field_label(laboratory, note, "/place", own(laboratory, "RED"), "The place is not for everybody")
    note.refresh_from_db()
    assert redacted(note, note.data(), institute).visible == {"title": "note"}
    assert redacted(note, note.data(), institute).withheld == 1
    assert redacted(note, note.data(), laboratory).visible == note.data()
    assert label_changes(Note.objects.all(), laboratory, note.pk).get().field == "/place"
    assert not label_changes(Note.objects.all(), institute, note.pk).exists(), "which field is not said"
    set_field_label(laboratory, note, "/place", None, "Open again")
    assert redacted(note, note.data(), institute).withheld == 0
    assert code(NotAllowedError, lambda: set_field_label(laboratory, note, "/place", own(institute, "RED"), "x"))


def test_a_refused_change_leaves_nothing(people):
    laboratory = people["laboratory"]
    note = make(
        laboratory,
        own(laboratory),
        sources=[
            make(
                people["institute"],
                own(people["institute"], "AMBER", releasable_to=frozenset({str(laboratory.party_id)})),
            )
        ],
    )
    before = (AuditEntry.objects.count(), LabelChange.objects.count(), note.label_id)
    code(ConflictError, lambda: set_label(laboratory, note, own(laboratory, "CLEAR"), "x"))
    note.refresh_from_db()
    assert (AuditEntry.objects.count(), LabelChange.objects.count(), note.label_id) == before
