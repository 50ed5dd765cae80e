"""A round across whole nodes: announced, enrolled, submitted, evaluated, read at home, amended; and a hostile third."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from comity.domains.exercises.guests.publishing import TYPES
from tests.federation.nodes import Node, introduce

pytestmark = pytest.mark.long
FILES = {"COMITY_REPORT_FORMATS": "html,csv"}


@pytest.fixture
def nodes(tmp_path):
    made = []

    def node(name):
        made.append(Node(tmp_path, name, **FILES))
        return made[-1]

    yield node
    for one in made:
        one.end()


def both(first, second):
    """Each takes in what the other has for it, until nothing moves."""
    for _ in range(3):
        for one, other in ((first, second), (second, first)):
            if one.server and other.server:
                one.sync(other)


def test_the_whole_way_with_the_line_cut_at_each_step(nodes, tmp_path):
    home, away = nodes("home"), nodes("away")
    introduce(home, away, *TYPES)
    home.serve()
    round_id = home.inside("open_round", announce=[away.origin])  # away is not reachable: the line is cut
    laboratory = away.inside("laboratory", name="Laboratory Far")
    away.serve()
    both(home, away)
    enrolment = away.inside("request", laboratory=laboratory)
    home.stop()  # cut before the request arrives
    away.sync(home, expect=None)
    home.serve()
    both(home, away)
    assert home.inside("accept_requests") == [enrolment]
    both(home, away)
    seen = away.inside("look")
    assert seen["enrolments"] == {enrolment: "enrolled"}
    assert seen["codes"] == home.inside("look")["codes"]

    away.stop()  # cut while results are handed in
    early = away.inside("submit", enrolment=enrolment, result="45.2")
    slow_clock = away.inside("submit", enrolment=enrolment, result="44.9", ahead_days=-1)
    away.serve()
    both(home, away)
    there = home.inside("look")
    assert {key: value[0] for key, value in there["submissions"].items()} == {
        one["submission"]: one["digest"] for one in (early, slow_clock)
    }
    assert set(map(tuple, away.inside("look")["crossings"].values())) == {("taken", False, "arrival")}

    later = (datetime.now(UTC) + timedelta(days=60)).isoformat()
    home.inside("deadline", at=later)
    both(home, away)
    assert away.inside("look")["deadline"] == later

    home.inside("close")
    refused = away.inside("submit", enrolment=enrolment, result="46.0")  # it does not know yet
    both(home, away)
    assert away.inside("look")["crossings"][refused["submission"]][0] == "refused"
    assert away.inside("look")["state"] == "closed"

    assert home.inside("evaluate") == "released"
    both(home, away)
    ours, theirs = home.inside("look"), away.inside("look")
    assert (theirs["state"], theirs["reports"], theirs["scores"]) == ("released", ours["reports"], ours["scores"])
    assert theirs["statements"] == ours["statements"] != []

    reason = "The panel has looked at it once more."
    assert home.inside("evaluate", reason=reason) == "amended"
    both(home, away)
    amended = away.inside("look")
    assert (amended["state"], amended["scores"]) == ("amended", home.inside("look")["scores"])

    bundle = tmp_path / "plan.json"
    home.inside("plan_bundle", path=str(bundle))
    found = json.loads(away.run("verify", str(bundle), "--json"))
    assert found["valid"]
    assert found["records"][0]["fields"]["round"] == round_id
    sent, came = home.peers()[away.origin], away.peers()[home.origin]
    assert (sent["queued"], sent["queued_digest"]) == (came["received"], came["received_digest"])
    assert not home.inside("refusals")
    assert not away.inside("refusals")


def test_a_hostile_node_is_found_out(nodes):
    home, away, evil = nodes("home"), nodes("away"), nodes("evil")
    introduce(home, away, *TYPES)
    introduce(home, evil, *TYPES)
    for one in (home, away, evil):
        one.serve()
    round_id = home.inside("open_round", announce=[away.origin, evil.origin])
    both(home, away)
    enrolment = away.inside("request", laboratory=(laboratory := away.inside("laboratory", name="Laboratory Far")))
    both(home, away)
    home.inside("accept_requests")
    both(home, away)
    made = away.inside("submit", enrolment=enrolment, result="45.0")
    both(home, away)

    evil.inside("forge", enrolment=enrolment, round_id=round_id, laboratory=laboratory, to=home.origin)
    home.sync(evil, expect=1)
    assert [one["code"] for one in home.inside("refusals")] == ["no-such-part", "party-not-theirs"]
    assert list(home.inside("look")["submissions"]) == [made["submission"]]
    assert home.inside("look")["enrolments"] == {enrolment: "enrolled"}
    assert evil.inside("look") == {} or not evil.inside("look")["codes"]  # other laboratories and codes stay unseen

    evil.stop()
    kept = evil.folder.with_name("evil-kept")
    shutil.copytree(evil.folder, kept)
    evil.inside("publish", content={"title": "one", "text": "x"}, label={"tlp": "GREEN"})
    evil.serve()
    home.sync(evil, expect=None)
    evil.end()
    for name in ("comity.sqlite3", "comity.sqlite3-wal", "comity.sqlite3-shm"):
        (evil.folder / name).unlink(missing_ok=True)
        if (kept / name).exists():
            shutil.copy(kept / name, evil.folder / name)
    (evil.folder / "keys" / "last-signed").unlink()  # it forgets what it signed, to sign another history
    evil.inside("publish", content={"title": "two", "text": "y"}, label={"tlp": "GREEN"}, count=40)
    evil.serve()
    assert home.sync(evil, expect=1)[0]["error"] == "log-forked"
    assert home.peers()[evil.origin]["state"] == "suspended"
