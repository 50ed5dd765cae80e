import pytest

from comity.base.errors import InputError, NotFoundError
from comity.domains.exercises.models import Draft, DraftVersion
from comity.domains.exercises.queries.submissions import earlier_drafts, get_entry, own_draft
from comity.domains.exercises.services.drafts import restore_draft, save_draft
from comity.kernel.audit.models import AuditEntry
from tests.submission_round import COCAINE, close, open_round

WRONG = {**COCAINE, "result": "about 45?"}


@pytest.fixture
def made(house):
    return open_round(house)


def save(made, *rows, actor=None, **more):
    return save_draft(actor or made.analyst, made.enrolment.pk, rows, **more)


def test_a_draft_is_saved_as_typed_however_wrong(made):
    save(made, WRONG, {"item": "Z", "measurand": "", "result": "?"}, comment="half-way")
    draft = Draft.objects.get()
    assert draft.rows == [WRONG, {"item": "Z", "result": "?"}]
    assert draft.comment == "half-way"


def test_a_draft_can_be_saved_after_the_close(made):
    close(made)
    assert save(made, WRONG).version == 1


def test_saving_over_something_keeps_what_was_there(made):
    save(made, WRONG)
    save(made, {**WRONG, "result": "45"})
    save(made, {**WRONG, "result": "45"})  # nothing changed
    assert Draft.objects.get().version == 2
    assert [one.rows for one in DraftVersion.objects.all()] == [[WRONG]]
    back = restore_draft(made.analyst, made.enrolment.pk, 1)
    assert (back.rows, back.version) == ([WRONG], 3)
    assert DraftVersion.objects.count() == 2


def test_typing_keeps_one_state_in_some_minutes_and_one_audit_entry_for_it(made):
    for number in range(6):
        save(made, {**WRONG, "result": str(number)}, typing=True, seen=number or None)
    assert Draft.objects.get().version == 6
    assert DraftVersion.objects.count() == 1
    assert AuditEntry.objects.filter(verb="save draft").count() == 2


def test_two_windows_lose_nothing(made):
    seen = save(made, WRONG, typing=True).version
    save(made, {**WRONG, "result": "first window"}, typing=True, seen=seen)
    save(made, {**WRONG, "result": "second window"}, typing=True, seen=seen)
    kept = [one.rows[0]["result"] for one in DraftVersion.objects.all()]
    assert "first window" in kept


def test_drafts_are_ones_own(made):
    save(made, WRONG)
    entry = get_entry(made.manager, made.enrolment.pk)
    assert own_draft(made.manager, entry) is None
    assert not earlier_drafts(made.colleague, entry).exists()
    with pytest.raises(NotFoundError):
        restore_draft(made.colleague, made.enrolment.pk, 1)
    with pytest.raises(NotFoundError):
        save(made, WRONG, actor=made.stranger)


def test_a_draft_is_bounded(made):
    with pytest.raises(InputError):
        save(made, {**WRONG, "comment": "x" * 1_000_001})
