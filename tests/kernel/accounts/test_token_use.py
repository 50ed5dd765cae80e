"""The last use of a token is written a moment later, all together, and never in the way of a request."""

from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.kernel.accounts import services, token_use
from comity.kernel.accounts.models import ApiToken
from comity.kernel.accounts.token_use import note_use, write_noted


class Later:
    made = 0

    def __init__(self, seconds, task):
        Later.made += 1
        assert seconds > 0
        assert task is write_noted

    def start(self):
        """Nothing: the test decides when."""


@pytest.fixture
def two_tokens(house):
    ana = house.actor("Ana", house.laboratory)
    return [services.create_token(ana, name=name, scopes=["parties:read"], days=1).token for name in ("LIMS", "robot")]


def test_uses_are_written_together(settings, monkeypatch, two_tokens):
    settings.TOKEN_USE_BESIDE_REQUESTS = True
    monkeypatch.setattr(token_use.threading, "Timer", Later)
    monkeypatch.setattr(token_use.connection, "close", lambda: None)
    monkeypatch.setattr(Later, "made", 0)
    first = now()
    for token, at in zip(two_tokens, (first, first + timedelta(seconds=1)), strict=True):
        note_use(token.pk, at)
    assert set(ApiToken.objects.values_list("last_used_at", flat=True)) == {None}
    assert Later.made == 1
    write_noted()
    assert set(ApiToken.objects.values_list("last_used_at", flat=True)) == {first + timedelta(seconds=1)}
    note_use(two_tokens[0].pk, first)
    assert Later.made == 2
    write_noted()
