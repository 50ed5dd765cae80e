from datetime import UTC, datetime

import pytest

from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import (
    Found,
    NavigationEntry,
    SearchHit,
    WaitingItem,
    contributors,
    found_for,
    navigation_for,
    waiting_for,
)

ACTOR = Actor.system("test")
HERE = "tests.kernel.web.test_contributions"


def entries(actor):
    return [NavigationEntry("Rounds", "/rounds/")] if actor.via == "system" else []


def later(_actor):
    return [WaitingItem("some day", "/a/"), WaitingItem("later", "/b/", due=datetime(2027, 1, 1, tzinfo=UTC))]


def sooner(_actor):
    yield WaitingItem("sooner", "/c/", due=datetime(2026, 1, 1, tzinfo=UTC))


def search(_actor, words, limit):
    return Found("Rounds", tuple(SearchHit(words, "/r/", "round") for _ in range(limit)) if words != "none" else ())


@pytest.fixture(autouse=True)
def rooms(settings):
    settings.COMITY_NAVIGATION = [f"{HERE}.entries"]
    settings.COMITY_WAITING = [f"{HERE}.later", f"{HERE}.sooner"]
    settings.COMITY_SEARCH = [f"{HERE}.search"]


def test_rooms_are_asked_in_the_order_of_the_settings():
    assert [function.__name__ for function in contributors("COMITY_WAITING")] == ["later", "sooner"]
    assert navigation_for(ACTOR) == [NavigationEntry("Rounds", "/rounds/")]
    assert navigation_for(Actor(user_id=None)) == []


def test_what_is_due_first_stands_first_and_what_is_never_due_last():
    assert [item.title for item in waiting_for(ACTOR)] == ["sooner", "later", "some day"]


def test_search_asks_each_room_and_leaves_out_those_without_a_hit():
    assert [len(found.hits) for found in found_for(ACTOR, " cocaine ")] == [8]
    assert found_for(ACTOR, "none") == []
    assert found_for(ACTOR, "   ") == []
    assert len(found_for(ACTOR, "x" * 1000)[0].hits[0].title) == 200


def test_every_function_that_the_settings_name_is_there():
    from comity.config import settings as node

    for name in ("COMITY_NAVIGATION", "COMITY_WAITING", "COMITY_SEARCH"):
        from django.utils.module_loading import import_string

        assert all(callable(import_string(path)) for path in getattr(node, name))
