"""The same for programs: everything that a page can do after the deadline."""

import pytest

from comity.domains.exercises.models import FollowUp
from tests.domains.exercises.closed import REASON, SLIPPED, close_round_of, work

BASE = "/api/v1/exercises"


@pytest.fixture
def closed(house):
    return close_round_of(house)


@pytest.fixture
def ask(client):
    """Ask as somebody; a session stands for a token here."""
    from comity.kernel.accounts.models import User

    def asking(actor, method, path, data=None, **headers):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(pk=actor.user_id), backend=backend)
        return getattr(client, method)(BASE + path, data, content_type="application/json", headers=headers)

    return asking


def test_from_the_gates_to_the_release(closed, ask):
    stan, cora, way = closed.statistician, closed.coordinator, f"/rounds/{closed.pk}"
    assert ask(stan, "post", f"{way}/screenings").status_code == 201
    work()
    seen = ask(stan, "get", f"{way}/findings").json()
    numbers = [one["number"] for one in seen["findings"] if one["waits"]]
    decision = {"screening_id": seen["screening"], "findings": numbers, "action": "exclude", "reason": REASON}
    assert ask(cora, "post", f"{way}/decisions", decision).json()[0]["action"] == "exclude"
    run = ask(stan, "post", f"{way}/evaluations", {"reason": ""}).json()
    work()
    assert ask(stan, "get", f"/evaluations/{run['id']}").json()["state"] == "done"
    scores = ask(stan, "get", f"/evaluations/{run['id']}/scores?limit=5").json()
    assert len(scores["items"]) == 5
    assert scores["next"]
    assert b"comity-exercise-evaluation/1" in b"".join(
        ask(stan, "get", f"/evaluations/{run['id']}/document").streaming_content
    )
    assert ask(stan, "post", f"{way}/release", **{"If-Match": "*"}).status_code == 403
    assert ask(cora, "post", f"{way}/release").status_code == 428
    released = ask(cora, "post", f"{way}/release", **{"If-Match": "*"})
    assert released.json()["state"] == "released"
    for name in ("evaluations", "regions", "standard", "cases"):
        assert ask(cora, "get", f"{way}/{name}").status_code == 200, name


def test_a_laboratory(closed, ask):
    closed.released()
    lab, way = closed.person(SLIPPED), f"/rounds/{closed.pk}"
    mine = closed.laboratories[SLIPPED].pk
    files = ask(lab, "get", f"{way}/reports").json()
    assert {one["audience"] for one in files} == {"laboratory", "participants"}
    assert ask(lab, "get", f"/files/{files[0]['id']}")["Content-Disposition"].startswith("attachment")
    case = {"laboratory_id": str(mine), "kind": "appeal", "text": "We typed it rightly."}
    assert ask(lab, "post", f"{way}/cases", case).status_code == 201
    follow_up = FollowUp.objects.filter(laboratory=mine).first()
    said = {"state": "explained", "cause": "a slip"}
    assert ask(lab, "patch", f"/follow-ups/{follow_up.pk}", said).status_code == 428
    seen = ask(lab, "get", f"/follow-ups/{follow_up.pk}")["ETag"]
    done = ask(lab, "patch", f"/follow-ups/{follow_up.pk}", said, **{"If-Match": seen})
    assert done.json()["state"] == "explained"
    assert ask(lab, "patch", f"/follow-ups/{follow_up.pk}", said, **{"If-Match": seen}).status_code == 412
    assert ask(lab, "patch", f"/follow-ups/{follow_up.pk}", said, **{"If-Match": done["ETag"]}).status_code == 200
    assert ask(lab, "post", f"{way}/statements", {"laboratory_id": str(mine)}).status_code == 201
    assert ask(lab, "get", f"{way}/findings").status_code == 404


def test_what_a_laboratory_was_told_is_read_by_it_alone(closed, ask):
    closed.released()
    way = f"/rounds/{closed.pk}/notices"
    (told,) = ask(closed.person(SLIPPED), "get", way).json()["items"]
    assert (told["kind"], told["read_at"]) == ("released", None)
    assert ask(closed.person(0), "post", f"/notices/{told['id']}/read").status_code == 404
    assert told["id"] not in ask(closed.person(0), "get", way).content.decode()
    assert ask(closed.coordinator, "get", way).json()["items"] == []
    read = ask(closed.person(SLIPPED), "post", f"/notices/{told['id']}/read").json()
    assert read["read_at"]
    assert ask(closed.person(SLIPPED), "post", f"/notices/{told['id']}/read").json()["read_at"] == read["read_at"]
