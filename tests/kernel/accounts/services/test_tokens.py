from dataclasses import replace
from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.authentication import authenticate_token
from comity.kernel.accounts.models import ApiToken, User
from comity.kernel.accounts.roles import Role
from comity.kernel.accounts.services import tokens
from comity.kernel.audit.models import AuditEntry
from comity.kernel.parties.models import Party


@pytest.fixture
def ana(house):
    return house.actor("Ana", house.laboratory)


def make(actor, **changes):
    return services.create_token(actor, **{"name": "LIMS", "scopes": ["parties:read"], "days": 30, **changes})


def test_a_token_acts_for_its_owner_within_its_scopes(ana):
    issued = make(ana)
    actor = authenticate_token(issued.secret, origin="192.0.2.7")
    assert actor == replace(ana, via="token", scopes=frozenset({"parties:read"}), origin="192.0.2.7")
    assert actor.may("see parties")
    with pytest.raises(NotAllowedError):
        queries.people(actor, ana.party_id)


def test_the_secret_is_shown_once_and_stored_nowhere(ana):
    issued = make(ana)
    stored = repr(list(ApiToken.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert issued.secret not in stored
    assert issued.secret.startswith("comity_t_")
    assert len(issued.secret) >= 50


@pytest.mark.parametrize(
    "secret", ["", "x", "comity_t_", "comity_t_" + "a" * 43, "comity_t_" + "é" * 10, "comity_t_" + "x" * 10**6]
)
def test_what_is_no_token_is_nobody(ana, secret):
    make(ana)
    assert authenticate_token(secret) is None


def test_a_token_dies_when_it_expires_is_revoked_or_its_ground_goes(house, ana):
    expired = make(ana, days=1)
    assert authenticate_token(expired.secret, now() + timedelta(days=1)) is None
    revoked = make(ana)
    services.revoke_token(ana, revoked.token.pk)
    assert authenticate_token(revoked.secret) is None
    with pytest.raises(ConflictError):
        services.revoke_token(ana, revoked.token.pk)
    good = make(ana)
    User.objects.filter(pk=ana.user_id).update(is_active=False)
    assert authenticate_token(good.secret) is None
    User.objects.filter(pk=ana.user_id).update(is_active=True)
    assert authenticate_token(good.secret)
    Party.objects.filter(pk=house.laboratory.pk).update(ended_on=now().date())
    assert authenticate_token(good.secret) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["parties:write"]},
        {"scopes": ["parties:read", "everything"]},
        {"scopes": [""]},
        {"days": 0},
        {"days": 367},
        {"days": -1},
        {"name": " "},
        {"name": "x" * 81},
    ],
)
def test_what_no_token_can_be(ana, changes):
    with pytest.raises(InputError):
        make(ana, **changes)
    assert not ApiToken.objects.exists()


def test_a_token_makes_no_token(ana):
    program = authenticate_token(make(ana).secret)
    with pytest.raises(NotAllowedError):
        make(program)
    with pytest.raises(NotAllowedError):
        make(replace(program, scopes=frozenset({"", "parties:read"})))


def test_without_a_role_there_is_no_token(ana):
    with pytest.raises(NotFoundError):
        make(replace(ana, assignment_id=None, party_id=None, role=""))


def test_there_are_not_too_many(ana, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    make(ana)
    with pytest.raises(ConflictError):
        make(ana)


def test_strangers_and_colleagues_find_no_token_and_administrators_do(house, ana):
    issued = make(ana)
    for actor in (
        house.actor("Olaf", house.laboratory),
        house.actor("Ines", house.institute, Role.ADMINISTRATOR),
        house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER),
    ):
        with pytest.raises(NotFoundError):
            services.revoke_token(actor, issued.token.pk)
    minister = house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    assert [one.pk for one in queries.tokens_of_party(minister, house.laboratory.pk)] == [issued.token.pk]
    services.revoke_token(minister, issued.token.pk)
    assert AuditEntry.objects.get(verb="revoke token").user_id == minister.user_id


def test_use_is_noted_but_not_each_time(ana, django_assert_num_queries):
    issued, at = make(ana), now()
    authenticate_token(issued.secret, at)
    authenticate_token(issued.secret, at + timedelta(minutes=1))
    assert ApiToken.objects.get().last_used_at == at
    authenticate_token(issued.secret, at + timedelta(minutes=11))
    assert ApiToken.objects.get().last_used_at == at + timedelta(minutes=11)
    with django_assert_num_queries(1):
        authenticate_token(issued.secret, at + timedelta(minutes=12))
