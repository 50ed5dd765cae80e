"""How a peer stands, in words and with the next step."""

import pytest

from comity.kernel.exchange.words import standing_of, state_badge, type_name


@pytest.mark.parametrize(
    ("state", "fault", "agreed", "step"),
    [
        ("introduced", "", True, "confirm"),
        ("confirmed", "", False, "agree"),
        ("suspended", "", True, "resume"),
        ("confirmed", "", True, ""),
        ("ended", "", True, ""),
        ("confirmed", "no-answer", True, ""),
        ("confirmed", "log-forked", True, ""),
    ],
)
def test_every_state_has_a_sentence_and_its_step(partner, state, fault, agreed, step):
    partner.peer.state, partner.peer.fault = state, fault
    found = standing_of(partner.peer, agreed=agreed)
    assert str(found.sentence)
    assert found.url.endswith(f"/{step}/" if step else "")
    assert (found.badge.tone == "bad") == (fault == "log-forked")


def test_records(publish):
    record = publish()
    assert str(state_badge(record).word) == "current"
    assert str(type_name("bulletin", 1)) == "Bulletin"
    assert type_name("unknown", 3) == "unknown"
