"""What the ways in share: keeping what was refused, words about time, what waits."""

from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, NotFoundError
from comity.domains.exercises.entry.handing_in import hand_in
from comity.domains.exercises.entry.pages import waiting
from comity.domains.exercises.entry.wording import in_zone, standing
from comity.domains.exercises.models import Draft
from comity.domains.exercises.queries.submissions import get_entry
from comity.domains.exercises.submission.checking import RowFaultsError
from tests.submission_round import COCAINE, GOOD, close, move_deadline, open_round


@pytest.fixture
def made(house):
    return open_round(house)


def give(made, rows, key="", actor=None):
    return hand_in(actor or made.analyst, made.enrolment.pk, rows, comment="", source="api", key=key)


def test_what_is_refused_for_its_faults_or_the_close_becomes_the_draft(made):
    with pytest.raises(RowFaultsError):
        give(made, [{**COCAINE, "result": "x"}])
    assert Draft.objects.get().rows[0]["result"] == "x"
    close(made)
    with pytest.raises(ConflictError):
        give(made, GOOD)
    assert Draft.objects.get().rows == GOOD


def test_a_key_used_for_something_else_changes_no_draft(made):
    give(made, GOOD, key="k")
    with pytest.raises(ConflictError):
        give(made, GOOD[:1], key="k")
    assert not Draft.objects.exists()


def test_for_others_there_is_nothing_and_nothing_is_kept(made):
    with pytest.raises(NotFoundError):
        give(made, GOOD, actor=made.stranger)
    assert not Draft.objects.exists()


def test_times_are_told_on_the_clocks_of_the_round():
    from datetime import UTC, datetime

    assert in_zone(datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "Europe/Vienna").endswith("18:00 (Europe/Vienna)")
    assert in_zone(datetime(2026, 1, 1, 16, 0, 5, tzinfo=UTC), "Europe/Vienna").endswith("17:00:05 (Europe/Vienna)")
    assert in_zone(None, "UTC") == "–"


def test_the_page_says_what_the_clock_says(made):
    def word():
        return str(standing(get_entry(made.analyst, made.enrolment.pk)).badge.word)

    assert word() == "open"
    made.round.deadline = now() + timedelta(hours=3)
    made.round.save()
    assert word() == "due soon"
    move_deadline(made, hours=1)
    assert word() == "period of grace"
    move_deadline(made, hours=3)
    assert word() == "late"
    close(made)
    assert word() == "closed"


def test_what_waits_waits_for_those_who_may_submit(made, house):
    assert [item.due for item in waiting(made.analyst)] == [made.round.deadline]
    assert list(waiting(house.actor("Quinn", house.laboratory, "quality_manager"))) == []
    give(made, GOOD)
    assert list(waiting(made.manager)) == []
