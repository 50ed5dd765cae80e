import pytest

from comity.kernel.jobs import recovery


def test_every_room_is_asked(settings, monkeypatch):
    asked = {"one.room": lambda: 3, "another.room": lambda: 2}
    monkeypatch.setattr(recovery, "import_string", asked.__getitem__)
    settings.COMITY_UNFINISHED = list(asked)
    assert recovery.resume_unfinished() == 5


@pytest.mark.django_db
def test_the_rooms_of_this_node_have_nothing_unfinished():
    assert recovery.resume_unfinished() == 0
